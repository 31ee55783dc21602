import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface ProgramEnd {
  /** Undefined when the program did not end by itself before the deadline. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds: two of them compile and run at once on a busy machine. What keeps a process has to keep it for longer. */
const PROGRAM_DEADLINE = 100_000;

/** Runs a file of `test/fault/programs` in a Node process of its own until it ends by itself. */
export async function runProgram(name: string, ...args: readonly string[]): Promise<ProgramEnd> {
  const path = fileURLToPath(new URL(`../fault/programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), PROGRAM_DEADLINE);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  clearTimeout(timer);
  return { exitCode: (exitCode as number | null) ?? undefined, stdout, stderr };
}
