import { once } from 'node:events';
import { expect, it } from 'vitest';
import { describeMembers } from './describe-members.js';
import { accepts, refused, runFixture } from './processes.js';

describeMembers()('hazelrx-member', () => {
  it('prints the address, runs until Ctrl-C and ends the member', async () => {
    const { process, line } = await runFixture('command', '--cluster-name', 'blue');
    expect(line).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await accepts(line)).toBe(true);
    process.kill('SIGINT');
    expect(await once(process, 'exit')).toEqual([0, null]);
    await refused([line]);
  });
});
