import { UUID } from '@hazelrx/protocol';
import { first } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Members } from '../../src/cluster/members.js';

type Info = Parameters<Members['apply']>[1][number];

const info = (uuid: UUID, port: number, more: Partial<Info> = {}): Info => ({
  uuid,
  address: { host: 'h', port },
  attributes: new Map([['rack', 'r1']]),
  liteMember: false,
  version: { major: 5, minor: 7, patch: 2 },
  addressMap: new Map(),
  ...more,
});

const [a, b, c] = [UUID.random(), UUID.random(), UUID.random()];

function recorded(members: Members): string[] {
  const log: string[] = [];
  members.members$.subscribe({ next: list => log.push(`list ${ports(list)}`), complete: () => log.push('end') });
  members.membershipEvents$.subscribe(({ type, member, members: after }) =>
    log.push(`${type} ${member.address.port} of ${ports(after)}`),
  );
  return log;
}

const ports = (list: readonly { address: { port: number } }[]): string => list.map(m => m.address.port).join(',');

describe('Members', () => {
  it('tells nothing before the first list, and the list at once to whoever comes later', () => {
    const members = new Members();
    const early = recorded(members);
    expect(early).toEqual([]);
    expect(members.list).toEqual([]);
    members.apply(1, [info(a, 1)]);
    expect(early).toEqual(['list 1', 'added 1 of 1']);
    expect(recorded(members)).toEqual(['list 1']);
  });

  it('tells the list first, then removals, then additions', () => {
    const members = new Members();
    members.apply(1, [info(a, 1), info(b, 2)]);
    const log = recorded(members);
    members.apply(2, [info(c, 3), info(b, 2)]);
    expect(log.slice(1)).toEqual(['list 3,2', 'removed 1 of 3,2', 'added 3 of 3,2']);
  });

  it('tells who is there, then who comes and goes, to whoever asks and whenever', () => {
    const members = new Members();
    const told = (): string[] => {
      const log: string[] = [];
      members.membership$.subscribe(event =>
        log.push(
          `${event.type} ${event.type === 'initial' ? '' : event.member.address.port} of ${ports(event.members)}`,
        ),
      );
      return log;
    };
    const early = told();
    members.apply(1, [info(a, 1), info(b, 2)]);
    const late = told();
    members.apply(2, [info(c, 3), info(b, 2)]);
    for (const log of [early, late]) expect(log).toEqual(['initial  of 1,2', 'removed 1 of 3,2', 'added 3 of 3,2']);
  });

  it('does not go back to an older list, nor take the same one twice', () => {
    const members = new Members();
    members.apply(5, [info(a, 1)]);
    const log = recorded(members);
    members.apply(4, [info(b, 2)]);
    members.apply(5, [info(b, 2)]);
    expect(log).toEqual(['list 1']);
    members.expectNewList();
    members.apply(4, [info(b, 2)]);
    expect(log).toEqual(['list 1', 'list 2', 'removed 1 of 2', 'added 2 of 2']);
  });

  it('keeps a member the same object for as long as it stays', () => {
    const members = new Members();
    members.apply(1, [info(a, 1)]);
    const before = members.find(a);
    members.apply(2, [info(b, 2), info(a, 1)]);
    expect(members.find(a)).toBe(before);
  });

  it('takes a member restarted on the same address, or moved to another, for another one', () => {
    const members = new Members();
    members.apply(1, [info(a, 1)]);
    const log = recorded(members);
    members.apply(2, [info(b, 1)]);
    members.apply(3, [info(b, 2)]);
    expect(log).toEqual([
      'list 1', 'list 1', 'removed 1 of 1', 'added 1 of 1', 'list 2', 'removed 1 of 2', 'added 2 of 2',
    ]); // prettier-ignore
  });

  it('is current only after a list of the cluster that is connected now', () => {
    const members = new Members();
    const isCurrent = (): boolean => {
      let known = false;
      members.current$.pipe(first()).subscribe(() => (known = true));
      return known;
    };
    expect(isCurrent()).toBe(false);
    members.apply(1, [info(a, 1)]);
    expect(isCurrent()).toBe(true);
    members.expectNewList();
    expect(isCurrent()).toBe(false);
    members.apply(1, [info(a, 1)]);
    expect(isCurrent()).toBe(true);
  });

  it('describes a member: version, attributes and the public address for clients', () => {
    const members = new Members();
    const endpoint = (type: number, identifier: string) => ({ type, identifier });
    const inside = { host: 'inside', port: 1 };
    const outside = { host: 'outside', port: 9 };
    members.apply(1, [
      info(a, 1, { addressMap: new Map([[endpoint(1, 'public'), outside], [endpoint(0, 'public'), inside]]) }), // prettier-ignore
      info(b, 2, { addressMap: new Map([[endpoint(1, 'other'), outside]]), liteMember: true }),
      info(c, 3, { addressMap: undefined }),
    ]);
    expect(members.list).toEqual([
      expect.objectContaining({ publicAddress: outside, version: '5.7.2', liteMember: false }),
      expect.objectContaining({ publicAddress: undefined, liteMember: true, attributes: new Map([['rack', 'r1']]) }),
      expect.objectContaining({ publicAddress: undefined }),
    ]);
  });

  it('completes both streams at its end', () => {
    const members = new Members();
    const log = recorded(members);
    members.end();
    expect(log).toEqual(['end']);
  });
});
