import { mapPut } from 'hazelrx/operations';
import { merge } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { record } from '../../../test/support/recording.js';
import { seeded, uuidFrom } from '../src/seeded.js';
import { inVirtualTime, type VirtualCluster } from './support/virtual-cluster.js';

describe('seeded', () => {
  it('gives the same numbers for the same seed, others for another', () => {
    const numbers = (seed: number): number[] => Array.from({ length: 10 }, seeded(seed));
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(8)).not.toEqual(numbers(7));
    for (const seed of [0, -1, 2 ** 40, 0.5]) expect(new Set(numbers(seed)).size).toBe(10);
  });

  it('gives numbers from 0 to 1, evenly', () => {
    const random = seeded(1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let n = 0; n < 10_000; n++) tenths[Math.floor(random() * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('uuidFrom', () => {
  it('makes random UUIDs, by their form', () => {
    const random = seeded(3);
    const uuids = Array.from({ length: 1000 }, () => uuidFrom(random).toString());
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(uuids).size).toBe(1000);
  });
});

function uuids({ cluster }: VirtualCluster): string[] {
  return [cluster.clusterName, ...cluster.lives.map(({ uuid }) => uuid.toString())];
}

/** All that a client hears while much goes wrong, and when. */
async function told(seed: number): Promise<string[]> {
  const virtual = await inVirtualTime({ members: 3, seed });
  const { cluster, clock } = virtual;
  const client = virtual.client({ properties: { 'hazelcast.client.shuffle.member.list': true } });
  const map = client.getMap<string, number>('m');
  const lines = uuids(virtual);
  const tell = (...words: unknown[]): void => void lines.push([clock.now(), ...words].join(' '));
  const subscription = merge(client.events$, map.events({ includeValue: true })).subscribe(event => {
    const { member, ...others } = event as { member?: object; type: string };
    tell(JSON.stringify(others), 'uuid' in (member ?? {}) ? (member as { uuid: unknown }).uuid : member);
  });
  client.lifecycle$.subscribe(state => tell(state));
  await clock.advance(0);
  cluster.faults.answer({ operation: mapPut, times: 3 }, 'RETRYABLE_IO');
  for (let n = 0; n < 5; n++) map.put(`key-${n}`, n, 3000).subscribe(old => tell('put', n, old));
  await clock.advance(100);
  cluster.faults.cut();
  await clock.advance(3000);
  await cluster.restart(1);
  const heal = cluster.faults.split([[0, 1], [2]]);
  await clock.advance(3000);
  heal();
  await clock.advance(3000);
  using size = record(map.size());
  await clock.advance(1000);
  tell('size', size.items);
  subscription.unsubscribe();
  return [...lines, ...uuids(virtual)];
}

describe('two clusters', () => {
  it('of one seed have the same name and identifiers', async () => {
    const [one, other] = [await inVirtualTime({ members: 3 }), await inVirtualTime({ members: 3, seed: 1 })];
    expect(uuids(one)).toEqual(uuids(other));
    expect(new Set(uuids(one)).size).toBe(4);
  });

  it('of two seeds have none in common', async () => {
    const [one, other] = [await inVirtualTime({ members: 3, seed: 1 }), await inVirtualTime({ members: 3, seed: 2 })];
    expect(new Set([...uuids(one), ...uuids(other)]).size).toBe(8);
  });

  it.each([1, 42])('of seed %d do the same, whatever goes wrong', async seed => {
    const [first, second] = [await told(seed), await told(seed)];
    expect(first.length).toBeGreaterThan(40);
    expect(second).toEqual(first);
  });
});
