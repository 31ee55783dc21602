// What listeners of a replicated map are told, and by which member.
import type { Data } from '@hazelrx/protocol';
import {
  replicatedMapAddEntryListener,
  replicatedMapAddEntryListenerToKey,
  replicatedMapRemoveEntryListener,
} from '@hazelrx/protocol/operations';
import type { EntryEventType } from 'hazelrx';
import { type Cluster, type Handler, on } from '../cluster.js';
import { entryEvent, type Values } from '../entry-events.js';
import { idOf } from '../locks/kept-key.js';
import type { EmbeddedMember } from '../member.js';
import type { Request } from '../request.js';

type Listener = Request<typeof replicatedMapAddEntryListener> | Request<typeof replicatedMapAddEntryListenerToKey>;

export function replicatedMapTopic(name: string): string {
  return `replicated map ${name}`;
}

/** Where something happened. */
export interface Scene {
  readonly cluster: Cluster;
  readonly name: string;
  /** Who tells of it. */
  readonly member: EmbeddedMember;
}

export function publishReplicated(scene: Scene, kind: EntryEventType, told: Values & { readonly key: Data }): void {
  for (const request of listeners(scene)) {
    const { fields } = request;
    if ('key' in fields && idOf(fields.key as Data) !== idOf(told.key)) continue;
    request.event('Entry', entryEvent(kind, scene.member.uuid, told));
  }
}

/** Tells everybody, those of one key, too. */
export function publishReplicatedClear(scene: Scene, numberOfAffectedEntries: number): void {
  for (const request of listeners(scene))
    request.event('Entry', entryEvent('mapCleared', scene.member.uuid, { numberOfAffectedEntries }));
}

/** The rows of both kinds of listeners have the same events. */
function* listeners({ cluster, name, member }: Scene): Iterable<Request<typeof replicatedMapAddEntryListener>> {
  for (const request of cluster.registrations.of(replicatedMapTopic(name), member))
    yield request as Request<typeof replicatedMapAddEntryListener>;
}

function listen(request: Listener, member: EmbeddedMember, cluster: Cluster) {
  return cluster.listen(replicatedMapTopic(request.fields.name), member, request);
}

export const replicatedMapListenerHandlers: readonly Handler[] = [
  on(replicatedMapAddEntryListener, listen),
  on(replicatedMapAddEntryListenerToKey, listen),
  on(replicatedMapRemoveEntryListener, ({ fields: { name, registrationId } }, _, cluster) => ({
    response: cluster.registrations.remove(replicatedMapTopic(name), registrationId),
  })),
];
