// Reads of a map's event journal: what they bring, and how long they wait.
import type { Data } from '@hazelrx/protocol';
import { mapEventJournalRead, mapEventJournalSubscribe } from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on, type Service } from '../cluster.js';
import { maps } from '../map/map-store.js';
import { Refusal } from '../refusal.js';
import type { RingStore } from '../ringbuffer/ring-store.js';
import { failureOf } from '../processors/failure.js';
import type { MemberObjects } from '../processors/member-objects.js';
import { JournalAt, journals } from './journal-at.js';
import { readerOf, type Reads } from './journal-filter.js';

/** What a read has come to so far: those that wait for more hold what they have. */
class Reading {
  readonly items: Data[] = [];
  readonly itemSeqs: number[] = [];
  readCount = 0;

  constructor(
    public sequence: number,
    readonly minSize: number,
    readonly maxSize: number,
    readonly reads: Reads,
  ) {}

  /** Whether it need not wait. */
  attempt(ring: RingStore): boolean {
    this.sequence = Math.min(Math.max(this.sequence, ring.head), ring.tail + 1);
    while (this.sequence <= ring.tail && this.items.length < this.maxSize) {
      const item = this.reads(ring.at(this.sequence));
      this.readCount++;
      if (item) {
        this.items.push(item);
        this.itemSeqs.push(this.sequence);
      }
      this.sequence++;
    }
    return this.items.length >= this.minSize;
  }
}

function journalAt(cluster: Cluster, name: string, partition: number): JournalAt {
  const at = new JournalAt(cluster, name, cluster.partitions.all[partition]!);
  if (at.isKept) return at;
  const message = `Cannot subscribe to event journal because it is either not configured or disabled for map '${name}'`;
  throw new Refusal('UNSUPPORTED_OPERATION', message, 'java.lang.UnsupportedOperationException');
}

function journalHandlers(objects: MemberObjects): readonly Handler[] {
  return [
    on(mapEventJournalSubscribe, ({ fields: { name }, partition }, _, cluster) => {
      const { store } = journalAt(cluster, name, partition);
      return { oldestSequence: store.head, newestSequence: store.tail };
    }),
    on(mapEventJournalRead, (request, _, cluster) => {
      const { name, startSequence, minSize, maxSize, predicate, projection } = request.fields;
      const at = journalAt(cluster, name, request.partition);
      const reads = readerOf(objects.of(cluster), predicate, projection);
      const reading = new Reading(startSequence.toNumber(), minSize, maxSize, reads);
      at.whenReady(request, () => {
        try {
          if (!reading.attempt(at.store)) return false;
          const { readCount, items, itemSeqs, sequence: nextSeq } = reading;
          request.answer({ readCount, items, itemSeqs, nextSeq });
        } catch (error) {
          request.refuse(failureOf(error));
        }
        return true;
      });
      return undefined;
    }),
  ];
}

export function journalService(objects: MemberObjects): Service {
  return {
    handlers: journalHandlers(objects),
    destroyed(cluster, service, name) {
      if (service !== maps.service) return;
      journals.destroyed(cluster, name);
      for (const { stores } of cluster.running) stores.destroy(journals.service, name);
    },
  };
}
