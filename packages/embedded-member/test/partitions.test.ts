import { UUID } from '@hazelrx/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmbeddedMember, type MemberHome } from '../src/member.js';
import type { Container } from '../src/partition-stores.js';
import { Partitions } from '../src/partitions.js';

const home: MemberHome = { later: () => () => {}, take: () => {}, left: () => {} };

function membersOf(count: number): EmbeddedMember[] {
  return Array.from({ length: count }, (_, n) => memberOf(n));
}

function memberOf(n: number): EmbeddedMember {
  return new EmbeddedMember(home, UUID.random(), { host: '127.0.0.1', port: 5701 + n });
}

function balanced(count: number, members: readonly EmbeddedMember[]): Partitions {
  const partitions = Partitions.ofCount(count);
  partitions.balance(members);
  return partitions;
}

function ownersOf({ all }: Partitions): EmbeddedMember[] {
  return all.map(({ owner }) => owner);
}

/** How many partitions each of them owns, the fewest first. */
function countsOf(partitions: Partitions, members: readonly EmbeddedMember[]): number[] {
  const owners = ownersOf(partitions);
  return members.map(member => owners.filter(owner => owner === member).length).sort((a, b) => a - b);
}

/** Partitions whose owner is another one now, with the new owner. */
function moved(before: readonly EmbeddedMember[], partitions: Partitions): EmbeddedMember[] {
  return ownersOf(partitions).filter((owner, id) => owner !== before[id]);
}

/** What a structure has in a partition. */
class Kept implements Container {
  readonly config;

  constructor(
    backups: number,
    readonly items: readonly string[] = ['a'],
  ) {
    this.config = { 'backup-count': backups, 'async-backup-count': 0 };
  }

  copy(): Kept {
    return new Kept(this.config['backup-count'], this.items);
  }
}

/** Gives each partition a structure with so many backups, as writing to it would. */
function fill({ all }: Partitions, ...backups: readonly number[]): void {
  for (const { id, copies } of all)
    for (const count of backups)
      for (const member of copies.slice(0, 1 + count)) member.stores.put(id, 's', `with ${count}`, new Kept(count));
}

/** Who has something of that structure, as places among all of them. */
function holders(partition: number, backups: number, members: readonly EmbeddedMember[]): number[] {
  return members.flatMap(({ stores }, n) => (stores.find(partition, 's', `with ${backups}`) ? [n] : []));
}

describe('balancing partitions', () => {
  it.each([1, 2, 3, 4, 5, 7, 10, 50])('gives %d members as many each, or one more', count => {
    const members = membersOf(count);
    const [fewest, ...others] = countsOf(balanced(271, members), members);
    expect(fewest).toBe(Math.floor(271 / count));
    expect(others.at(-1) ?? fewest).toBeLessThanOrEqual(fewest! + 1);
  });

  it('does so for members that come and go one at a time', () => {
    const going = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), going, (count, steps) => {
        let members = membersOf(3);
        const partitions = balanced(count, members);
        for (const step of steps) {
          const gone = step < 5 ? undefined : members[step % members.length];
          members = gone && members.length > 1 ? members.filter(member => member !== gone) : [...members, memberOf(0)];
          partitions.balance(members);
          const counts = countsOf(partitions, members);
          expect(counts.at(-1)! - counts[0]!).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('leaves everything where it is when nobody came or went', () => {
    const members = membersOf(3);
    const partitions = balanced(271, members);
    const before = partitions.all.map(({ copies }) => copies);
    partitions.balance(members);
    expect(partitions.all.map(({ copies }) => copies)).toEqual(before);
  });

  it('moves to a member that comes what is to be its own, and nothing else', () => {
    const members = membersOf(4);
    const partitions = balanced(271, members);
    const before = ownersOf(partitions);
    const newcomer = memberOf(4);
    partitions.balance([...members, newcomer]);
    const receivers = moved(before, partitions);
    expect(new Set(receivers)).toEqual(new Set([newcomer]));
    expect([54, 55]).toContain(receivers.length);
  });

  it('moves only what a member that goes has owned', () => {
    const members = membersOf(4);
    const partitions = balanced(271, members);
    const before = ownersOf(partitions);
    const [, gone] = members;
    partitions.balance(members.filter(member => member !== gone));
    expect(moved(before, partitions)).toHaveLength(before.filter(owner => owner === gone).length);
    expect(ownersOf(partitions)).not.toContain(gone);
  });

  it('makes owners of those who have a copy, nearest first, where it may', () => {
    const [a, b, c] = membersOf(3) as [EmbeddedMember, EmbeddedMember, EmbeddedMember];
    const partitions = balanced(1, [a, b, c]);
    const [first, second, third] = partitions.all[0]!.copies;
    partitions.balance([a, b, c].filter(member => member !== first));
    expect(partitions.all[0]!.copies).toEqual([second, third]);
  });

  it('keeps each copy on a member of its own: on all of them, but seven at most', () => {
    for (const count of [1, 2, 3, 7, 9]) {
      const members = membersOf(count);
      for (const { copies } of balanced(271, members).all) {
        expect(new Set(copies).size).toBe(copies.length);
        expect(copies).toHaveLength(Math.min(count, 7));
      }
    }
  });

  it.each(['together', 'one after the other'])('spreads the nearest backups of members that come %s, too', how => {
    const members = membersOf(3);
    const partitions = Partitions.ofCount(271);
    for (const count of how === 'together' ? [3] : [1, 2, 3]) partitions.balance(members.slice(0, count));
    const backups = partitions.all.map(({ copies }) => copies[1]);
    for (const member of members) expect(backups.filter(backup => backup === member).length).toBeGreaterThan(45);
  });

  it('tells another version each time', () => {
    const members = membersOf(2);
    const partitions = balanced(3, members);
    const { version } = partitions;
    partitions.balance(members);
    partitions.promote(members);
    expect(partitions.version).toBe(version + 2);
  });
});

describe('the copies of partitions', () => {
  it('are where the structures want them, on as many members as there are', () => {
    const [a, b, c] = membersOf(3) as [EmbeddedMember, EmbeddedMember, EmbeddedMember];
    const partitions = balanced(8, [a]);
    fill(partitions, 0, 1, 2);
    partitions.balance([a, b]);
    partitions.balance([a, b, c]);
    for (const { id, copies } of partitions.all)
      for (const backups of [0, 1, 2]) expect(holders(id, backups, copies)).toEqual([0, 1, 2].slice(0, 1 + backups));
  });

  it('move along when members go that are there to give them away', () => {
    const [a, b, c] = membersOf(3) as [EmbeddedMember, EmbeddedMember, EmbeddedMember];
    const partitions = balanced(8, [a, b, c]);
    fill(partitions, 0);
    partitions.balance([b, c]);
    partitions.balance([c]);
    for (const { id } of partitions.all) expect(holders(id, 0, [c])).toEqual([0]);
  });

  it('are whole again after each death: the next one takes nothing along', () => {
    const members = membersOf(4);
    const partitions = balanced(12, members);
    fill(partitions, 1);
    for (let alive = 3; alive >= 1; alive--) {
      const left = members.slice(-alive);
      partitions.promote(left);
      partitions.balance(left);
      for (const { id, copies } of partitions.all) expect(holders(id, 1, copies)).toEqual([0, 1].slice(0, alive));
    }
  });

  it('are nobody’s who has no part in a partition any more', () => {
    const members = membersOf(7);
    const partitions = balanced(20, members);
    fill(partitions, 6);
    for (let count = 7; count < 12; count++) {
      members.push(memberOf(count));
      partitions.balance(members);
      for (const { id, copies } of partitions.all)
        expect(new Set(holders(id, 6, members).map(n => members[n]))).toEqual(new Set(copies));
    }
  });

  it('are the nearest backup’s when the owner is dead, and nobody’s when all are', () => {
    const members = membersOf(3);
    const partitions = balanced(9, members);
    fill(partitions, 1);
    const before = partitions.all.map(({ copies }) => copies);
    const [, , left] = members as [EmbeddedMember, EmbeddedMember, EmbeddedMember];
    partitions.promote([left]);
    for (const { id, owner } of partitions.all) {
      expect(owner).toBe(left);
      expect(holders(id, 1, [owner])).toEqual(before[id]!.indexOf(left) <= 1 ? [0] : []);
    }
  });

  it('begin with nothing, on somebody, where nobody had one', () => {
    const partitions = balanced(9, membersOf(2));
    const others = membersOf(3);
    partitions.promote(others);
    expect(countsOf(partitions, others)).toEqual([3, 3, 3]);
  });

  it('go their own way in a fork', () => {
    const members = membersOf(3);
    const partitions = balanced(9, members);
    const before = ownersOf(partitions);
    const fork = partitions.fork();
    fork.promote(members.slice(0, 1));
    fork.balance(members.slice(0, 1));
    expect(ownersOf(partitions)).toEqual(before);
    expect(fork.version).toBe(partitions.version + 2);
  });

  it('are exactly where they belong, whatever members do, as long as no more die at once than there are backups', () => {
    const backups = fc.integer({ min: 0, max: 3 });
    const steps = fc.array(fc.record({ dies: fc.boolean(), joins: fc.boolean(), which: fc.nat(5), many: fc.nat(2) }));
    fc.assert(
      fc.property(backups, steps, (backups, steps) => {
        let members = membersOf(2);
        const partitions = balanced(7, members);
        fill(partitions, backups);
        for (const { dies, joins, which, many } of steps) {
          if (joins && members.length < 5) members = [...members, memberOf(0)];
          else {
            const most = Math.min(1 + many, members.length - 1, dies ? backups : Infinity);
            const gone = members.map((_, i) => members[(i + which) % members.length]!).slice(0, most);
            members = members.filter(member => !gone.includes(member));
            if (dies) partitions.promote(members);
          }
          partitions.balance(members);
          for (const { id, copies } of partitions.all) {
            const belongs = copies.slice(0, 1 + backups);
            expect(holders(id, backups, members)).toEqual(
              members.flatMap((member, n) => (belongs.includes(member) ? [n] : [])),
            );
          }
        }
      }),
    );
  });
});
