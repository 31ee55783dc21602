// Listeners that ask for some entries only.
import type { Data } from '@hazelrx/protocol';
import type { Cluster, Handler } from '../cluster.js';
import { Refusal } from '../refusal.js';
import { Queries } from './queries.js';

interface Listener {
  readonly fields: object;
}

function predicateIn({ fields }: Listener): Data | undefined {
  return (fields as { readonly predicate?: Data }).predicate;
}

/** The same rows, that refuse a predicate which cannot be read. */
export function withPredicates(rows: readonly Handler[]): readonly Handler[] {
  return rows.map(row => ({
    operation: row.operation,
    handle(request, member, cluster) {
      const predicate = predicateIn(request);
      if (predicate) Queries.of(cluster).predicate(predicate);
      return row.handle(request, member, cluster);
    },
  }));
}

/** Whether an entry is one that the listener asks for. `value`: undefined where nobody has read it: all of it is null then. */
export function asksFor(
  cluster: Cluster,
  listener: Listener,
  { key, value }: { readonly key: Data; readonly value: Data | undefined },
): boolean {
  const predicate = predicateIn(listener);
  if (!predicate) return true;
  const queries = Queries.of(cluster);
  try {
    return queries.predicate(predicate)(queries.entry(key, value ?? null));
  } catch (error) {
    // Who changed the entry is not to know: the event is not sent, no more than by members.
    if (error instanceof Refusal) return false;
    throw error;
  }
}
