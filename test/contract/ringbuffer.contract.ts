import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { ringbufferConsumingContract } from './ringbuffer/consuming.js';
import { ringbufferItemsContract } from './ringbuffer/items.js';
import { ringbufferReadsContract } from './ringbuffer/reads.js';
import { ringbufferStreamsContract } from './ringbuffer/streams.js';

describeOnClusters('Ringbuffer', cluster => {
  describe('items', () => ringbufferItemsContract(cluster));
  describe('reads', () => ringbufferReadsContract(cluster));
  describe('stream', () => ringbufferStreamsContract(cluster));
  describe('consume', () => ringbufferConsumingContract(cluster));
});
