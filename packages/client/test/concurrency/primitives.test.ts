import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Primitives } from '../../src/concurrency/primitives.js';
import { scriptedMaps } from './map/scripted-map.js';

const map = { backend: 'map' } as const;

async function setUp() {
  const maps = await scriptedMaps();
  const { t } = maps;
  const primitives = new Primitives(maps.core);
  const one = async <T>(call$: Observable<T>): Promise<T> => {
    const seen = t.watch(call$);
    await t.advance(100);
    expect(seen.completed).toBe(true);
    return seen.values[0]!;
  };
  return { maps, primitives, one };
}

describe('the primitives of a client', () => {
  it('are the same for all who ask for a kind, a backend and a name', async () => {
    const { primitives } = await setUp();
    const number = primitives.atomicLong('n', map);
    expect(primitives.atomicLong('n', map)).toBe(number);
    expect(primitives.atomicLong('m', map)).not.toBe(number);
    expect(primitives.atomicLong('n')).not.toBe(number);
    expect(primitives.atomicReference('n', map)).not.toBe(number);
  });

  it('are kept no longer than until they are destroyed, where nothing can be held of them', async () => {
    const { primitives, one } = await setUp();
    const kinds = [
      () => primitives.atomicLong('n', map),
      () => primitives.atomicReference('n', map),
      () => primitives.countDownLatch('n', map),
    ];
    for (const kind of kinds) {
      const first = kind();
      await one(first.destroy());
      expect(kind()).not.toBe(first);
      expect(kind()).toBe(kind());
    }
    const number = primitives.atomicLong('n', map);
    await one(number.destroy());
    // Who has the old one has the same number.
    await one(primitives.atomicLong('n', map).addAndGet(3));
    expect(Number(await one(number.incrementAndGet()))).toBe(4);
    // Destroying it again is no end of the new one.
    const next = primitives.atomicLong('n', map);
    await one(number.destroy());
    expect(primitives.atomicLong('n', map)).toBe(next);
    const semaphore = primitives.semaphore('n', map);
    await one(semaphore.destroy());
    expect(primitives.semaphore('n', map)).toBe(semaphore);
  });
});
