// Ringbuffer: items under growing sequences, times to live, reads that wait. No filters, stores or merges.
import type { Data } from '@hazelrx/protocol';
import {
  ringbufferAdd,
  ringbufferAddAll,
  ringbufferCapacity,
  ringbufferHeadSequence,
  ringbufferRemainingCapacity,
  ringbufferSize,
  ringbufferTailSequence,
} from '@hazelrx/protocol/operations';
import { type Cluster, on, type Service } from '../cluster.js';
import type { Request } from '../request.js';
import { RingAt } from '../ringbuffer/ring-at.js';
import { readHandlers } from '../ringbuffer/ring-reads.js';
import { rings, type RingStore } from '../ringbuffer/ring-store.js';

/** The overflow policy that refuses; any other overwrites. */
const FAIL = 1;
const REFUSED = -1;
const RELIABLE_TOPIC_SERVICE = 'hz:impl:reliableTopicService';
/** What members call the ringbuffer of a reliable topic. */
const OF_TOPIC = '_hz_rb_';

/** Answers with the sequence of the last item. */
function add(
  request: Request<typeof ringbufferAdd> | Request<typeof ringbufferAddAll>,
  cluster: Cluster,
  items: readonly Data[],
): undefined {
  const ring = new RingAt(cluster, request.fields.name);
  const refused = request.fields.overflowPolicy === FAIL && ring.store.room < items.length;
  if (!refused) ring.add(items);
  request.answer({ response: refused ? REFUSED : ring.store.tail }, refused ? [] : ring.confirming(request));
  ring.wake();
}

type Told =
  | typeof ringbufferCapacity
  | typeof ringbufferHeadSequence
  | typeof ringbufferRemainingCapacity
  | typeof ringbufferSize
  | typeof ringbufferTailSequence;

function telling(operation: Told, tell: (ring: RingStore) => number) {
  return on(operation, ({ fields: { name } }, _, cluster) => ({ response: tell(new RingAt(cluster, name).store) }));
}

export const ringbufferService: Service = {
  handlers: [
    telling(ringbufferCapacity, ({ config }) => config.capacity),
    telling(ringbufferHeadSequence, ({ head }) => head),
    telling(ringbufferTailSequence, ({ tail }) => tail),
    telling(ringbufferSize, ({ size }) => size),
    telling(ringbufferRemainingCapacity, ({ room }) => room),
    on(ringbufferAdd, (request, _, cluster) => add(request, cluster, [request.fields.value])),
    on(ringbufferAddAll, (request, _, cluster) => add(request, cluster, request.fields.valueList)),
    ...readHandlers,
  ],
  created(cluster, service, name) {
    if (service === RELIABLE_TOPIC_SERVICE) cluster.create(rings.service, `${OF_TOPIC}${name}`);
  },
  destroyed(cluster, service, name) {
    if (service === rings.service) rings.destroyed(cluster, name);
  },
};
