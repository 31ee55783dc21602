// What listeners of a replicated map are told, and by which member.
import type { Data } from '@hazelrx/protocol';
import {
  replicatedMapAddEntryListener,
  replicatedMapAddEntryListenerToKey,
  replicatedMapAddEntryListenerToKeyWithPredicate,
  replicatedMapAddEntryListenerWithPredicate,
} from '@hazelrx/protocol/operations';
import type { EntryEventType } from 'hazelrx';
import type { Cluster } from '../cluster.js';
import { entryEvent, type EntryListener, entryListeners, hears, type Values } from '../entry-events.js';
import { listenerRows } from '../listener-rows.js';
import { idOf } from '../locks/kept-key.js';
import type { EmbeddedMember } from '../member.js';
import { asksFor, withPredicates } from '../query/listener-predicates.js';
import { replicatedMaps } from './replicated-map-store.js';

/** Where something happened. */
export interface Scene {
  readonly cluster: Cluster;
  readonly name: string;
  /** Who tells of it. */
  readonly member: EmbeddedMember;
}

export function publishReplicated(scene: Scene, kind: EntryEventType, told: Values & { readonly key: Data }): void {
  // Of what is evicted members do not ask the old value.
  const asked = { key: told.key, value: kind === 'removed' ? told.oldValue : told.value };
  for (const request of listeners(scene))
    if (hears(request, idOf(told.key)) && asksFor(scene.cluster, request, asked))
      request.event('Entry', entryEvent(kind, scene.member.uuid, told));
}

/** Tells everybody, those of one key, too. */
export function publishReplicatedClear(scene: Scene, numberOfAffectedEntries: number): void {
  for (const request of listeners(scene))
    request.event('Entry', entryEvent('mapCleared', scene.member.uuid, { numberOfAffectedEntries }));
}

function listeners({ cluster, name, member }: Scene): Iterable<EntryListener> {
  return entryListeners(cluster, replicatedMaps.topic(name), member);
}

export const replicatedMapListenerHandlers = withPredicates(
  listenerRows(
    name => replicatedMaps.topic(name),
    replicatedMapAddEntryListener,
    replicatedMapAddEntryListenerToKey,
    replicatedMapAddEntryListenerWithPredicate,
    replicatedMapAddEntryListenerToKeyWithPredicate,
  ),
);
