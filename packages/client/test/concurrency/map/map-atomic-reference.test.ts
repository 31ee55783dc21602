import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { MapAtomicReference, REFERENCES } from '../../../src/concurrency/map/map-atomic-reference.js';
import type { Core, Storable } from '../../../src/structures/structure.js';
import { placeOf } from './register-place.js';
import { entriesOf } from './scripted-entries.js';

async function setUp() {
  const { t } = await entriesOf();
  const reference = new MapAtomicReference<Storable>(placeOf(partsOf(t.client) as unknown as Core, REFERENCES), 'r');
  const made = async (...calls: Observable<unknown>[]): Promise<unknown[]> => {
    const told: unknown[] = [];
    for (const call$ of calls) {
      const { values } = t.watch(call$);
      await t.advance(10);
      told.push(...values);
    }
    return told;
  };
  return { t, reference, made };
}

describe('an atomic reference of a map', () => {
  it('holds a value or null', async () => {
    const { reference, made } = await setUp();
    const told = await made(
      reference.get(),
      reference.isNull(),
      reference.set({ a: [1, null] }),
      reference.get(),
      reference.isNull(),
      reference.getAndSet('b'),
      reference.getAndSet(null),
      reference.get(),
      reference.set(0),
      reference.clear(),
      reference.contains(null),
      reference.set(''),
      reference.get(),
      reference.destroy(),
      reference.get(),
    );
    const then = [undefined, { a: [1, null] }, false, { a: [1, null] }, 'b', null];
    expect(told).toEqual([null, true, ...then, undefined, undefined, true, undefined, '', undefined, null]);
  });

  it('compares values as they are serialized', async () => {
    const { reference, made } = await setUp();
    const told = await made(
      reference.compareAndSet({ a: 1 }, 1),
      reference.compareAndSet(null, { a: 1 }),
      reference.contains({ a: 1 }),
      reference.contains({ a: 2 }),
      reference.compareAndSet({ a: 1 }, { b: 1 }),
      reference.compareAndSet({ a: 1 }, null),
      reference.compareAndSet({ b: 1 }, null),
      reference.isNull(),
    );
    expect(told).toEqual([false, true, true, false, true, false, true, true]);
  });

  it('refuses what cannot be a value', async () => {
    const { t, reference } = await setUp();
    const wrong = [undefined, Symbol('x')] as unknown as Storable[];
    for (const value of wrong) {
      const operation = 'AtomicRef.set';
      expect(t.watch(reference.set(value)).trouble).toMatchObject({ operation, structure: 'r' });
      expect(t.watch(reference.compareAndSet(null, value)).trouble).toMatchObject({ structure: 'r' });
      expect(t.watch(reference.contains(value)).trouble).toMatchObject({ structure: 'r' });
    }
  });
});
