import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemberStartError, startCluster, type ClusterOptions } from '../src/index.js';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.js';

/** Stands in for Java: sees only itself, and runs `$HOME/behaviour` with its port before it says that it started. */
const java = `
for argument; do case $argument in -Dhazelcast.config=*) config=\${argument#*=};; esac; done
port=$(sed -n 's/^ *"port": \\([0-9]*\\),$/\\1/p' "$config")
echo "$port" >> "$HOME/ports"
. "$HOME/behaviour"
echo "Members {size:1, ver:1} ["
echo "	Member [127.0.0.1]:$port - 4de45bef-082d-48ac-8712-7f1da4cf823a this"
echo "]"
echo "INFO [127.0.0.1]:$port is STARTED"
exec sleep 60
`;

describe('startCluster', () => {
  let home: TemporaryFolder;
  let start: (behaviour: string, options?: ClusterOptions) => ReturnType<typeof startCluster>;
  const ports = async () => (await readFile(join(home.path, 'ports'), 'utf8')).trim().split('\n');

  beforeEach(async () => {
    home = await temporaryFolder();
    await home.program('bin/java', java);
    await home.write('.m2/repository/com/hazelcast/hazelcast/5.7.0/hazelcast-5.7.0.jar');
    start = async (behaviour, options = {}) => {
      await home.write('behaviour', behaviour);
      return startCluster({ env: { HOME: home.path, PATH: `${home.path}/bin:/usr/bin:/bin` }, ...options });
    };
  });

  it('keeps the index when another process was quicker to take the port', async () => {
    await using cluster = await start(
      'test $(wc -l < "$HOME/ports") = 1 && { echo "Port [$port] is already in use"; exit 1; }',
    );
    const [first, second] = await ports();
    expect(second).not.toBe(first);
    expect(cluster.members.map(({ address }) => address)).toEqual([`127.0.0.1:${second}`]);
    expect(cluster.members[0]?.running).toBe(true);
  });

  it('gives up after three ports', async () => {
    const attempt = start('echo "Port [$port] is already in use"; exit 1');
    await expect(attempt).rejects.toThrow(MemberStartError);
    expect(new Set(await ports()).size).toBe(3);
  });

  it('insists on a port that was asked for', async () => {
    await expect(start('echo "Port [$port] is already in use"; exit 1', { port: 20_123 })).rejects.toThrow(
      /exit code 1/,
    );
    expect(await ports()).toEqual(['20123']);
  });

  it('shows the end of the log and the exit code', async () => {
    const error = await start('echo one; echo "the reason" >&2; exit 5').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'MemberStartError', exitCode: 5, portTaken: false });
    expect((error as Error).message).toMatch(/^member 0 \(127\.0\.0\.1:\d+, Hazelcast 5\.7\.0, .*exit code 5\):\n/);
    expect((error as Error).message).toMatch(/ {2}\| the reason/);
  });

  it('does not leave a member running that the others do not see', async () => {
    // Time enough for the stand-in on a busy machine: its first member has to start within it.
    await using cluster = await start('', { startTimeout: 5000 });
    await expect(cluster.addMember()).rejects.toThrow(/did not agree on who is in the cluster within 5000 ms/);
    expect(cluster.members.map(({ running }) => running)).toEqual([true, false]);
  });

  it('notices a member that ends by itself', async () => {
    await using cluster = await start('');
    process.kill(cluster.pid(0) ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(cluster.addresses).toEqual([]), { timeout: 10_000, interval: 20 });
  });

  it('passes on each line with the index of its member', async () => {
    const lines: [string, number][] = [];
    await using cluster = await start('echo hello', { log: (line, member) => lines.push([line, member]) });
    expect(lines[0]).toEqual(['hello', 0]);
    expect(cluster.logTail(0)).toContain('hello');
  });
});
