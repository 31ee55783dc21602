// Topic: messages to whoever listens at the time.
import { topicAddMessageListener, topicPublish, topicPublishAll } from '@hazelrx/protocol/operations';
import type { Data } from '@hazelrx/protocol';
import { type Cluster, on, type Service } from '../cluster.js';
import { listenerRows } from '../listener-rows.js';
import type { AnyRequest, Request } from '../request.js';

type Listener = Request<typeof topicAddMessageListener>;

const TOPIC_SERVICE = 'hz:impl:topicService';

function topicOf(name: string): string {
  return `topic ${name}`;
}

/** The owner of the topic's partition publishes. */
function publish(cluster: Cluster, { partition }: AnyRequest, name: string, item: Data): void {
  const { owner } = cluster.partitions.all[partition]!;
  for (const request of cluster.registrations.of(topicOf(name), owner))
    (request as Listener).event('Topic', { item, publishTime: cluster.now, uuid: owner.uuid });
}

export const topicService: Service = {
  handlers: [
    on(topicPublish, (request, _, cluster) => {
      const { name, message } = request.fields;
      publish(cluster, request, name, message);
      return {};
    }),
    on(topicPublishAll, (request, _, cluster) => {
      const { name, messages } = request.fields;
      for (const message of messages) publish(cluster, request, name, message);
      return {};
    }),
    ...listenerRows(topicOf, topicAddMessageListener),
  ],
  destroyed(cluster, service, name) {
    if (service === TOPIC_SERVICE) cluster.registrations.drop(topicOf(name));
  },
};
