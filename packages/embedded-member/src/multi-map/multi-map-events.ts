// What listeners of a multimap are told, and by which member.
import type { Data } from '@hazelrx/protocol';
import {
  multiMapAddEntryListener,
  multiMapAddEntryListenerToKey,
  multiMapRemoveEntryListener,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import { entryEvent, type Values } from '../entry-events.js';
import { idOf } from '../locks/kept-key.js';
import type { EmbeddedMember } from '../member.js';
import type { Request } from '../request.js';

type Listener = Request<typeof multiMapAddEntryListener> | Request<typeof multiMapAddEntryListenerToKey>;

interface Changed {
  readonly cluster: Cluster;
  readonly name: string;
  readonly key: Data;
  readonly id: string;
  readonly partition: { readonly owner: EmbeddedMember };
}

export function multiMapTopic(name: string): string {
  return `multimap ${name}`;
}

/** Tells of one value, on the member that owns it. */
export function publishValue(changed: Changed, type: 'added' | 'removed', values: Values): void {
  const { cluster, name, key, id, partition } = changed;
  for (const request of listeners(cluster, name, partition.owner)) {
    const { fields } = request;
    if ('key' in fields && idOf(fields.key as Data) !== id) continue;
    request.event('Entry', entryEvent(type, partition.owner.uuid, { key, ...(fields.includeValue ? values : {}) }));
  }
}

/** Tells everybody, those of one key, too, on the member that was asked. */
export function publishClear(cluster: Cluster, name: string, member: EmbeddedMember, keys: number): void {
  for (const request of listeners(cluster, name, member))
    request.event('Entry', entryEvent('mapCleared', member.uuid, { numberOfAffectedEntries: keys }));
}

/** The rows of both kinds of listeners have the same events. */
function* listeners(
  cluster: Cluster,
  name: string,
  member: EmbeddedMember,
): Iterable<Request<typeof multiMapAddEntryListener>> {
  for (const request of cluster.registrations.of(multiMapTopic(name), member))
    yield request as Request<typeof multiMapAddEntryListener>;
}

function listen(request: Listener, member: EmbeddedMember, cluster: Cluster) {
  return cluster.listen(multiMapTopic(request.fields.name), member, request);
}

export const multiMapListenerHandlers: readonly Handler[] = [
  on(multiMapAddEntryListener, listen),
  on(multiMapAddEntryListenerToKey, listen),
  on(multiMapRemoveEntryListener, ({ fields: { name, registrationId } }, _, cluster) => ({
    response: cluster.registrations.remove(multiMapTopic(name), registrationId),
  })),
];
