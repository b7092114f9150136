// What lies in buckets, in memory: JSON logs, receivers' long answers, bodies as they came.
import type { Answers, JsonLogs } from '../../shared/use-cases/ports.ts';

export class MemoryTexts implements JsonLogs, Answers {
  readonly #texts = new Map<string, string>();
  /** Every put, repeats included. */
  readonly puts: string[] = [];

  /** Bytes are kept as text: what JSON is read from is UTF-8. */
  async put(key: string, text: string | Uint8Array): Promise<void> {
    this.puts.push(key);
    this.#texts.set(key, typeof text === 'string' ? text : new TextDecoder().decode(text));
  }

  async get(key: string): Promise<string | undefined> {
    return this.#texts.get(key);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#texts.delete(key);
  }

  keys(): readonly string[] {
    return [...this.#texts.keys()];
  }

  peek(key: string): string | undefined {
    return this.#texts.get(key);
  }
}
