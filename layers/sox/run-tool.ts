// Every outside program of the layer build (apt and dpkg on Debian, tar elsewhere) is run here.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class ToolError extends Error {
  /** All that the program printed; nothing when it is not there. */
  readonly output: string | undefined;

  constructor(message: string, output: string | undefined, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ToolError';
    this.output = output;
  }
}

/**
 * Runs a program without a shell and gives its standard output.
 * @throws ToolError with what the program printed, or that the program is missing.
 */
export async function runTool(program: string, parameters: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, [...parameters], {
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout;
  } catch (error) {
    if (isMissingProgram(error)) {
      throw new ToolError(`${program} is not on this machine.`, undefined, { cause: error });
    }
    throw new ToolError(`${program} failed: ${printed(error).trim()}`, printed(error), { cause: error });
  }
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function printed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stdout = 'stdout' in error ? String(error.stdout) : '';
  const stderr = 'stderr' in error ? String(error.stderr) : error.message;
  return `${stdout}\n${stderr}`;
}
