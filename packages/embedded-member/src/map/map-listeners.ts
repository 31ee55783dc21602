import { mapAddEntryListener, mapAddEntryListenerToKey, mapRemoveEntryListener } from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import { type MapListener, topicOf } from './map-events.js';

function listen(request: MapListener, member: EmbeddedMember, cluster: Cluster) {
  return cluster.listen(topicOf(request.fields.name), member, request);
}

export const listenerHandlers: readonly Handler[] = [
  on(mapAddEntryListener, listen),
  on(mapAddEntryListenerToKey, listen),
  on(mapRemoveEntryListener, ({ fields: { name, registrationId } }, _, cluster) => ({
    response: cluster.registrations.remove(topicOf(name), registrationId),
  })),
];
