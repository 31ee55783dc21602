import { type Client, Predicates } from 'hazelcast-client';
import type { Parcel } from '../objects.js';
import { checkFollowed, checkFound, FOLLOWED_MAP, STOCK_MAP, WEIGHT } from '../queries.js';

export async function query(client: Client): Promise<() => Promise<void>> {
  const stock = await client.getMap<string, Parcel>(STOCK_MAP);
  // Its lists of values are read without asking for schemas: this one is known from then on.
  await stock.get('parcel-0');
  return async () => checkFound(await stock.valuesWithPredicate(Predicates.lessThan('weight', WEIGHT)));
}

/**
 * A local map of all entries, kept by hand: this client has nothing like a live view. The least that can be done: what
 * happens while the entries are read may be lost, and so is what members could not tell.
 */
export async function follow(client: Client, onChange: () => void): Promise<void> {
  const map = await client.getMap<string, string>(FOLLOWED_MAP);
  const entries = new Map<string, string>();
  const put = ({ key, value }: { readonly key: string; readonly value: string }): void => {
    entries.set(key, value);
    onChange();
  };
  const remove = ({ key }: { readonly key: string }): void => {
    entries.delete(key);
    onChange();
  };
  const listener = { added: put, updated: put, removed: remove, evicted: remove, expired: remove };
  await map.addEntryListener(listener, undefined, true);
  for (const [key, value] of await map.entrySet()) entries.set(key, value);
  checkFollowed(entries.size);
}
