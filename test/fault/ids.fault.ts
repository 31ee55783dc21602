import { type IdGenerator, type IdGeneratorOptions, type Long, pipelined } from 'hazelrx';
import { firstValueFrom, forkJoin, map, type Observable, reduce, take } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo } from '../support/awaiting.js';
import { describeOn, embeddedMembers, realMembers, type TestBed, uniqueName } from '../support/clusters.js';

const CLIENTS = 4;
const IDS = 1_000_000;
const BLOCK = 1000;
/** A client's last block is not used up. */
const IDS_OF_CLIENT = IDS / CLIENTS + BLOCK / 2;
/** Of those that are asked for one by one. */
const IN_FLIGHT = 10;
const TIMEOUT = 300_000;

type Kind = readonly [name: string, options: IdGeneratorOptions];
const sequentialCp: Kind = ['sequential on cp', { blockSize: BLOCK, backend: 'cp' }];
const sequentialMap: Kind = ['sequential on map', { blockSize: BLOCK, backend: 'map' }];
const flake: Kind = ['flake', { kind: 'flake' }];

const beds: readonly [TestBed, readonly Kind[]][] = [
  [embeddedMembers('memory'), [sequentialCp, sequentialMap, flake]],
  [realMembers('5.3.8', { cp: true }), [sequentialCp, sequentialMap, flake]],
  [realMembers('5.7.0'), [sequentialMap, flake]],
] as readonly [TestBed, readonly Kind[]][];

/** No faults here but four clients that take as many as they can at the same time. */
for (const [bed, kinds] of beds)
  describeOn(bed, 'A million ids of four clients', cluster => {
    it.each(kinds)('are a million different ones: %s', { timeout: TIMEOUT }, async (_, options) => {
      const name = uniqueName('ids');
      const clients = Array.from({ length: CLIENTS }, () => cluster.newClient());
      for (const client of clients) {
        await firstValueFrom(client.connect());
        await connectedTo(client, cluster.running.addresses);
      }
      const all = clients.map((client, n) => packed(someIds(client.getIdGenerator(name, options), n)));
      const ids = inOrder(await firstValueFrom(forkJoin(all)));
      for (const client of clients) await firstValueFrom(client.shutdown());
      expect(ids.length).toBe(CLIENTS * IDS_OF_CLIENT);
      const steps = ids.subarray(1).map((id, n) => id - ids[n]!);
      expect(steps.filter(step => step === 0n)).toHaveLength(0);
      if (options.kind === 'flake') return;
      expect(ids[0]).toBe(0n);
      // What is left of the last block of each client.
      expect(steps.filter(step => step > BigInt(BLOCK))).toHaveLength(0);
      expect(ids.at(-1)).toBeLessThan(BigInt(IDS + CLIENTS * BLOCK));
    });
  });

/** All that come, or many that are asked for one by one. */
function someIds(generator: IdGenerator, n: number): Observable<Long> {
  if (n % 2 === 0) return generator.ids();
  return pipelined(Array(IDS_OF_CLIENT).keys(), () => generator.newId(), IN_FLIGHT);
}

/** A client's share. */
function packed(ids$: Observable<Long>): Observable<BigInt64Array> {
  // Objects of as many ids would take long to be sorted.
  const halves = new Int32Array(IDS_OF_CLIENT * 2);
  return ids$.pipe(
    take(IDS_OF_CLIENT),
    reduce((count, { low, high }) => {
      halves[count * 2] = low;
      halves[count * 2 + 1] = high;
      return count + 1;
    }, 0),
    map(() => new BigInt64Array(halves.buffer)),
  );
}

function inOrder(parts: readonly BigInt64Array[]): BigInt64Array {
  const all = new BigInt64Array(CLIENTS * IDS_OF_CLIENT);
  parts.forEach((part, n) => all.set(part, n * IDS_OF_CLIENT));
  return all.sort();
}
