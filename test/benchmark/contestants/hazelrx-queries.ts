import { type HazelcastClient, type HazelcastMap, Predicates, string, toCollection } from 'hazelrx';
import { type Observable, tap } from 'rxjs';
import type { Parcel } from '../objects.js';
import { checkFollowed, checkFound, FOLLOWED_MAP, STOCK_MAP, WEIGHT } from '../queries.js';
import { Parcels } from './hazelrx-objects.js';

export function stockOf(client: HazelcastClient): HazelcastMap<string, Parcel> {
  return client.getMap(STOCK_MAP, { key: string, value: Parcels });
}

export function query(client: HazelcastClient): () => Observable<unknown> {
  const stock = stockOf(client);
  return () => stock.values(Predicates.lessThan('weight', WEIGHT)).pipe(tap(checkFound));
}

/** A live view, and a map that it keeps. */
export function follow(client: HazelcastClient, onChange: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let isWhole = false;
    const next = ({ size }: ReadonlyMap<string, string>): void => {
      if (isWhole) return onChange();
      isWhole = true;
      checkFollowed(size);
      resolve();
    };
    client.getMap<string, string>(FOLLOWED_MAP).live().pipe(toCollection()).subscribe({ next, error: reject });
  });
}
