// Inside a queue's pump: whose turn it is. SQS serves message groups fairly, which the emulator behind the queue does not.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html

interface Held<Item> {
  readonly item: Item;
  readonly group: string;
  readonly until: number;
}

export interface FairBacklogProps {
  /** How long an item may be held, in milliseconds: then it is the queue's again. */
  readonly holdMs: number;
  readonly now: () => number;
}

/** Holds what was received until its group's turn: the group with the fewest items in hand goes first, the oldest item of it. */
export class FairBacklog<Item> {
  readonly #props: FairBacklogProps;
  readonly #inHand = new Map<string, number>();
  #held: Held<Item>[] = [];

  constructor(props: FairBacklogProps) {
    this.#props = props;
  }

  get size(): number {
    return this.#held.length;
  }

  add(item: Item, group: string): void {
    this.#held.push({ item, group, until: this.#props.now() + this.#props.holdMs });
  }

  /** The caller says `done` with the group when the item is out of its hands. */
  take(): { readonly item: Item; readonly group: string } | undefined {
    const now = this.#props.now();
    this.#held = this.#held.filter(({ until }) => until > now);
    let next: Held<Item> | undefined;
    for (const held of this.#held) {
      if (next === undefined || this.#countOf(held.group) < this.#countOf(next.group)) next = held;
    }
    if (next === undefined) return undefined;
    const taken = next;
    this.#held = this.#held.filter((held) => held !== taken);
    this.#inHand.set(taken.group, this.#countOf(taken.group) + 1);
    return taken;
  }

  done(group: string): void {
    const left = this.#countOf(group) - 1;
    if (left > 0) this.#inHand.set(group, left);
    else this.#inHand.delete(group);
  }

  #countOf(group: string): number {
    return this.#inHand.get(group) ?? 0;
  }
}
