import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { MemberStartError, startCluster } from '../src/index.js';
import { describeMembers } from './describe-members.js';
import { accepts, refused, runFixture } from './processes.js';

async function startError(attempt: Promise<unknown>): Promise<MemberStartError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MemberStartError)) expect.fail(`expected a MemberStartError, got ${error}`);
  return error;
}

describeMembers()('startCluster', () => {
  it('ends every member on dispose and leaves no file', async () => {
    let lines = 0;
    const cluster = await startCluster({ log: () => lines++ });
    const { addresses } = cluster;
    expect(await accepts(addresses[0] ?? '')).toBe(true);
    await cluster[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    expect(cluster.addresses).toEqual([]);
    await refused(addresses);
    expect(lines).toBeGreaterThan(5);
    expect(readdirSync(tmpdir()).filter(name => name.startsWith(`hazelrx-member-${process.pid}-`))).toEqual([]);
    await expect(cluster.addMember()).rejects.toThrow(/has ended/);
  });

  it('takes YAML text', async () => {
    await using cluster = await startCluster({
      config: 'hazelcast:\n  properties:\n    hazelcast.partition.count: 17\n',
    });
    expect(cluster.logTail(0).join('\n')).not.toMatch(/WARN|SEVERE/);
  });

  it('shows the log of a member that fails', async () => {
    const error = await startError(startCluster({ config: { map: { m: { 'backup-count': 77 } } } }));
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(/exit code 1/);
    expect(error.message).toMatch(/backup-count/);
  });

  it('gives up at the deadline', async () => {
    const error = await startError(startCluster({ startTimeout: 100 }));
    expect(error.message).toMatch(/did not start within 100 ms/);
    expect(error.exitCode).toBeUndefined();
  });

  it('refuses a fixed port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await startError(startCluster({ port }));
    server.close();
    expect(error.portTaken).toBe(true);
  });

  it('takes the members down with a parent that is killed', async () => {
    const { process: parent, line } = await runFixture('parent-of-a-cluster');
    const addresses = JSON.parse(line) as string[];
    expect(await Promise.all(addresses.map(accepts))).toEqual([true, true]);
    parent.kill('SIGKILL');
    await refused(addresses);
  });
});
