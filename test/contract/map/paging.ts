import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { mapFetchEntries, mapFetchKeys } from 'hazelrx/operations';
import { vi } from 'vitest';

export function entriesOf(count: number): [string, number][] {
  return Array.from({ length: count }, (_, n) => [`key-${n}`, n]);
}

/** Counts the pages that a client asks for from now on, until the mocks are restored. */
export function pagesOf(client: HazelcastClient): { readonly asked: number } {
  const { calls } = vi.spyOn(partsOf(client).invoker, 'call').mock;
  const rows: unknown[] = [mapFetchEntries, mapFetchKeys];
  return {
    get asked() {
      return calls.filter(([row]) => rows.includes(row)).length;
    },
  };
}

/** Tells how many requests a client waits for, besides those of now. */
export function requestsOf(client: HazelcastClient): () => number {
  const { pending } = partsOf(client);
  const { size } = pending;
  return () => pending.size - size;
}
