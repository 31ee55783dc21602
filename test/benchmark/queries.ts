// The maps of the works that query, and that follow all entries of a map.
import { KEYS, VALUES } from './entries.js';
import { type Parcel, parcelOf } from './objects.js';

/** Of {@link STOCK} parcels, in Compact. */
export const STOCK_MAP = 'benchmark-stock';
/** Of {@link FOLLOWED} texts; {@link KEYS} are those that change. */
export const FOLLOWED_MAP = 'benchmark-followed';

const STOCK = 100_000;
const FOLLOWED = 100_000;
/** A tenth of them weigh less. */
export const WEIGHT = 4;
const FOUND = STOCK / 10;
const BATCH = 10_000;

/** What changing entries get in turn; they begin with the last. */
export const CHANGES: readonly (readonly string[])[] = [VALUES.map(value => value.toUpperCase()), VALUES];
/** After so many changes they are as they were. */
export const ROUND_OF_CHANGES = CHANGES.length * KEYS.length;

export function* batchesOfStock(): Generator<[string, Parcel][]> {
  for (let n = 0; n < STOCK; n += BATCH) {
    yield Array.from({ length: BATCH }, (_, i) => [`parcel-${n + i}`, parcelOf(`parcel-${n + i}`)]);
  }
}

export function* batchesOfFollowed(): Generator<[string, string][]> {
  yield KEYS.map((key, i) => [key, VALUES[i]!]);
  for (let n = KEYS.length; n < FOLLOWED; n += BATCH) {
    yield Array.from({ length: BATCH }, (_, i) => [`still-${n + i}`, VALUES[i]!]);
  }
}

/** Reads them all: a client may hand out a list that it deserializes as it is read. */
export function checkFound(parcels: Iterable<Pick<Parcel, 'weight' | 'stops'>>): void {
  let count = 0;
  for (const { weight, stops } of parcels) if (weight < WEIGHT && stops.length === 3) count++;
  if (count !== FOUND) throw new Error(`${count} parcels were found, not ${FOUND}`);
}

/** Whoever follows the map has all of it. */
export function checkFollowed(size: number): void {
  if (size !== FOLLOWED) throw new Error(`${size} entries are followed, not ${FOLLOWED}`);
}
