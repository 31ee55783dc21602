import { beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../src/cli.js';
import { parseCommand, UsageError } from '../src/cli-arguments.js';

describe('parseCommand', () => {
  it('asks for a cluster named dev and leaves the rest to startCluster', () => {
    expect(parseCommand([])).toEqual({ verbose: false, options: { clusterName: 'dev' } });
  });

  it('reads every flag', () => {
    const line = '--version 5.3.8 --members=3 --sql --cp --cluster-name blue --port 5701 --verbose';
    expect(parseCommand(line.split(' '))).toEqual({
      verbose: true,
      options: { version: '5.3.8', members: 3, sql: true, cp: true, clusterName: 'blue', port: 5701 },
    });
  });

  it.each(['--help', '-h'])('knows %s', flag => {
    expect(parseCommand([flag])).toBe('help');
  });

  it.each([['--bogus'], ['stray'], ['--members'], ['--members', 'three'], ['--port', '-1'], ['--sql=yes']])(
    'refuses %s %s',
    (...args) => {
      expect(() => parseCommand(args)).toThrow(UsageError);
    },
  );
});

describe('main', () => {
  let stdout: string;
  let stderr: string;
  beforeEach(() => {
    stdout = stderr = '';
    const spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation(text => ((stdout += String(text)), true)),
      vi.spyOn(process.stderr, 'write').mockImplementation(text => ((stderr += String(text)), true)),
    ];
    return () => spies.forEach(spy => spy.mockRestore());
  });

  it('prints the usage', async () => {
    expect(await main(['--help'])).toBe(0);
    expect(stdout).toContain('--cluster-name');
  });

  it('names an unknown flag and where to look', async () => {
    expect(await main(['--bogus'])).toBe(2);
    expect(stderr).toMatch(/--bogus/);
    expect(stderr).toMatch(/--help/);
  });

  it('refuses what no cluster can have', async () => {
    expect(await main(['--cp'])).toBe(2);
    expect(stderr).toMatch(/has no CP subsystem/);
    expect(await main(['--members', '0'])).toBe(2);
  });
});
