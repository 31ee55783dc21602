import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/concurrency/map/register-write.js';
import { RegisterRecord } from '../../../src/concurrency/map/register-record.js';
import { IndeterminateError } from '../../../src/errors.js';
import { CLIENTS, CODEC, type Log, type Wish, World } from './register-world.js';
import type { Fate } from './unsafe-entry.js';

const wish = (patience: fc.Arbitrary<number>): fc.Arbitrary<Wish> =>
  fc.record({ client: fc.nat(CLIENTS - 1), at: fc.nat(300), patience, writes: fc.boolean() });

const always = fc.constant(Infinity);
const mostly = fc.oneof({ weight: 2, arbitrary: always }, { weight: 1, arbitrary: fc.nat(100) });
const seeds = fc.integer();

const FATES: readonly Fate[] = ['lost', 'not sent', 'answer lost', 'late', 'refused', 'twice', 'done again'];

describe('changes of many clients to one register', () => {
  it.each([0, 0.1, 0.3, 0.6])('are made exactly as often as is said, whatever is lost on the way (%d)', trouble => {
    fc.assert(
      fc.property(seeds, fc.array(wish(mostly), { minLength: 1, maxLength: 30 }), (seed, wishes) => {
        const world = new World(seed, FATES, trouble);
        wishes.forEach((wished, tag) => world.wish(wished, tag));
        world.run();
        expect(world.misfits).toEqual([]);
        // The window is large enough for so few clients.
        for (const { error } of world.stories) expect(error).toBeUndefined();
        for (const { writes, result, before, after } of world.stories)
          if (!writes && result !== undefined) expect([result >= before!, result <= after!]).toEqual([true, true]);
      }),
      { numRuns: 400 },
    );
  });

  it('are made at most once, also when the entry is removed meanwhile', () => {
    let uncertain = 0;
    const removals = fc.array(fc.nat(400), { maxLength: 4 });
    fc.assert(
      fc.property(seeds, fc.array(wish(mostly), { minLength: 1, maxLength: 30 }), removals, (seed, wishes, times) => {
        const world = new World(seed, ['lost', 'answer lost', 'late', 'refused'], 0.3);
        wishes.forEach((wished, tag) => world.wish(wished, tag));
        times.forEach(time => world.removal(time));
        world.run();
        expect(world.misfits).toEqual([]);
        uncertain += world.stories.filter(({ error }) => error !== undefined).length;
      }),
      { numRuns: 600 },
    );
    expect(uncertain).toBeGreaterThan(0);
  });
});

/** A world with an entry, in which the first client has written 0, and is about to write 1 under circumstances. */
function aboutToWrite(fate: Fate | undefined, meanwhile: (world: World) => void): World {
  const world = new World(1, [], 0);
  const wished = { client: 0, patience: Infinity, writes: true };
  world.wish({ ...wished, at: 0 }, 0);
  world.at(99, () => {
    expect(world.log).toEqual([0]);
    if (fate) world.entry.next.push(fate);
  });
  world.wish({ ...wished, at: 100 }, 1);
  // It has arrived then, and nobody is told yet.
  world.at(110.5, () => meanwhile(world));
  return world;
}

function ended({ stories: [, story] }: World): unknown {
  return story!.error instanceof IndeterminateError ? story!.error.reason : (story!.error ?? story!.result);
}

const unknown = 'sent, but it is not known whether it ran: ';

describe('a change whose answer is lost', () => {
  const silences: readonly Fate[] = ['answer lost', 'lost'];

  it.each(silences)('is found among those of 63 others (%s)', fate => {
    const world = aboutToWrite(fate, () => world.othersWrite(63));
    world.run();
    expect([ended(world), world.log]).toEqual([1, [0, 1]]);
  });

  it.each(silences)('is uncertain when more have written since (%s)', fate => {
    // One of them pushes out what this client itself had written before.
    const world = aboutToWrite(fate, () => world.othersWrite(65));
    world.run();
    expect(ended(world)).toBe(`${unknown}too many clients have changed it meanwhile`);
    expect(world.log).toEqual(fate === 'lost' ? [0] : [0, 1]);
  });

  it.each(silences)('is uncertain when the entry was removed and made again (%s)', fate => {
    const world = aboutToWrite(fate, () => {
      world.entry.replace(RegisterRecord.first(CODEC, world.entry.toData).blob);
      world.othersWrite(10);
    });
    world.run();
    expect([ended(world), world.log]).toEqual([`${unknown}it was removed from the cluster meanwhile`, []]);
  });

  it('is uncertain when members have lost others', () => {
    const world = aboutToWrite('answer lost', () => {
      const { bytes } = world.entry;
      world.entry.replace(RegisterRecord.first(CODEC, world.entry.toData).blob);
      // Born when the other one was.
      world.entry.bytes!.set(bytes!.subarray(1, 9), 1);
    });
    world.run();
    expect(ended(world)).toBe(`${unknown}members have lost changes meanwhile`);
  });
});

describe('a change that does not leave the client', () => {
  it('is made, whoever has written meanwhile', () => {
    const world = aboutToWrite('not sent', () => world.othersWrite(100));
    world.run();
    expect([ended(world), world.log]).toEqual([1, [0, 1]]);
  });

  it.each([
    ['not sent', false],
    ['lost', true],
  ] as const)('is not taken for one that was sent (%s: %s)', (fate, isSent) => {
    const sent: boolean[] = [];
    const world = aboutToWrite(fate, ({ pending: [, pending] }) => sent.push(pending!.sent));
    world.run();
    expect([sent, world.log]).toEqual([[isSent], [0, 1]]);
  });
});

describe('a change', () => {
  it('is made again, whoever has written in the meantime, when a member says that it was not', () => {
    const world = aboutToWrite(undefined, () => {});
    world.at(99, () => world.othersWrite(100));
    world.run();
    expect([ended(world), world.log]).toEqual([1, [0, 1]]);
  });

  it('takes one request, once the record is known', () => {
    const world = aboutToWrite(undefined, () => {});
    let before = [0, 0];
    world.at(99, () => (before = [world.entry.reads, world.entry.writes]));
    world.run();
    expect([before, [world.entry.reads, world.entry.writes]]).toEqual([
      [1, 2],
      [1, 3],
    ]);
  });

  it('is written together with all that wait', () => {
    const world = new World(1, [], 0);
    for (let tag = 0; tag < 100; tag++) world.wish({ client: 0, at: 0, patience: Infinity, writes: true }, tag);
    world.run();
    expect(world.log).toEqual(Array.from({ length: 100 }, (_, tag) => tag));
    expect(world.entry.writes).toBeLessThan(5);
    expect(world.misfits).toEqual([]);
  });

  it('is dropped when nobody waits for it any more, and nobody works then', () => {
    const world = new World(1, [], 0);
    world.wish({ client: 0, at: 0, patience: 0.5, writes: true }, 0);
    world.run();
    expect([world.log, world.entry.reads, world.entry.writes]).toEqual([[], 1, 0]);
  });

  it('that throws has seen the state as it is, and does not disturb others', () => {
    const world = new World(1, [], 0);
    const told: unknown[] = [];
    const [client] = world.clients;
    const refusal = new Error('no');
    const failing: Change<Log, number> = log => {
      if (log.length === 1) throw refusal;
      return { result: -1 };
    };
    world.wish({ client: 0, at: 0, patience: Infinity, writes: true }, 7);
    world.at(0, () => world.update(client!, failing).subscribe({ error: (error: unknown) => told.push(error) }));
    world.at(200, () => world.update(client!, failing).subscribe({ error: (error: unknown) => told.push(error) }));
    world.wish({ client: 0, at: 200, patience: Infinity, writes: true }, 8);
    world.run();
    expect([told, world.log]).toEqual([
      [refusal, refusal],
      [7, 8],
    ]);
    expect(world.misfits).toEqual([]);
  });
});
