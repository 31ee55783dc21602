import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, vi } from 'vitest';

/** Runs a file of `fixtures` in a Node process of its own and waits for its first line. */
export async function runFixture(name: string, ...args: string[]): Promise<{ process: ChildProcess; line: string }> {
  const path = fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', path, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { process: child, line };
}

export function accepts(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Resolves when nothing listens on any of the addresses. */
export async function refused(addresses: readonly string[]): Promise<void> {
  const check = async () => expect(await Promise.all(addresses.map(accepts))).toEqual(addresses.map(() => false));
  await vi.waitFor(check, { timeout: 45_000, interval: 50 });
}
