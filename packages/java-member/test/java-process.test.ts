import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { JavaProcess } from '../src/java-process.js';
import { runFixture } from './processes.js';

const shell = (script: string, onLine: (line: string) => void = () => {}, env: NodeJS.ProcessEnv = process.env) =>
  new JavaProcess(['/bin/sh', '-c', script], env, onLine);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // An orphan stays a zombie where the first process of a container does not collect it.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('JavaProcess', () => {
  it('hands on the lines of both outputs and the exit code', async () => {
    const lines: string[] = [];
    const program = shell('echo out; echo err >&2; exit 3', line => lines.push(line));
    expect(program.exit).toBeUndefined();
    expect(await program.ended).toEqual({ code: 3, signal: null });
    expect(lines.sort()).toEqual(['err', 'out']);
    expect(program.exit).toEqual({ code: 3, signal: null });
  });

  it('is the program itself, not the shell around it', async () => {
    const lines: string[] = [];
    const program = shell('echo $$', line => lines.push(line));
    await program.ended;
    expect(lines).toEqual([String(program.pid)]);
  });

  it('passes signals to the program, which may answer them', async () => {
    const program = shell('trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done', line => {
      if (line === 'ready') program.signal('SIGTERM');
    });
    expect(await program.ended).toEqual({ code: 7, signal: null });
  });

  it('reports a program that cannot be run', async () => {
    const lines: string[] = [];
    const program = new JavaProcess(['/nonexistent/java'], process.env, line => lines.push(line));
    expect(await program.ended).toEqual({ code: 127, signal: null });
    expect(lines.join()).toMatch(/nonexistent/);
  });

  it('hides variables that would configure Hazelcast', async () => {
    const lines: string[] = [];
    await shell('echo "${HZ_CLUSTERNAME-unset} $OTHER"', line => lines.push(line), { HZ_CLUSTERNAME: 'x', OTHER: 'y' })
      .ended;
    expect(lines).toEqual(['unset y']);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'ends with its parent, also one that ends by %s',
    async signal => {
      const { process: parent, line } = await runFixture('parent-of-a-program');
      const pid = Number(line);
      expect(isAlive(pid)).toBe(true);
      parent.kill(signal);
      await once(parent, 'exit');
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 45_000, interval: 20 });
    },
    90_000,
  );
});
