// Reads of a ringbuffer: what they bring, and how long they wait.
import type { Data } from '@hazelrx/protocol';
import { ringbufferReadMany, ringbufferReadOne } from '@hazelrx/protocol/operations';
import { type Handler, on } from '../cluster.js';
import { notHere, Refusal } from '../refusal.js';
import { RingAt } from './ring-at.js';
import type { RingStore } from './ring-store.js';

/** The blob of null, which the official Node client sends. */
const NO_FILTER = 0;

/** What a read for many has come to so far: those that wait for more hold what they have. */
class Reading {
  readonly items: Data[] = [];
  readonly sequences: number[] = [];
  next = 0;

  constructor(
    public sequence: number,
    readonly minCount: number,
    readonly maxCount: number,
  ) {}

  /** Whether it need not wait. */
  attempt(ring: RingStore | undefined): boolean {
    if (!ring) return this.minCount <= 0;
    this.sequence = Math.min(Math.max(this.sequence, ring.head), ring.tail + 1);
    // As members do: who does not want to wait misses the last item when it is the only one.
    if (this.minCount <= 0 && this.sequence >= ring.tail) return true;
    while (this.sequence <= ring.tail && this.items.length < this.maxCount) this.#take(ring);
    return this.items.length >= this.minCount;
  }

  #take(ring: RingStore): void {
    this.items.push(ring.at(this.sequence));
    this.sequences.push(this.sequence);
    this.next = ++this.sequence;
  }
}

export const readHandlers: readonly Handler[] = [
  on(ringbufferReadMany, (request, _, cluster) => {
    const { name, startSequence, minCount, maxCount, filter } = request.fields;
    if (filter && filter.typeId !== NO_FILTER) throw notHere('filters of ringbuffers');
    const ring = new RingAt(cluster, name);
    const reading = new Reading(startSequence.toNumber(), minCount, maxCount);
    ring.whenReady(request, () => {
      if (!reading.attempt(ring.found)) return false;
      const { items, sequences: itemSeqs, next: nextSeq } = reading;
      request.answer({ readCount: items.length, items, itemSeqs, nextSeq });
      return true;
    });
    return undefined;
  }),
  on(ringbufferReadOne, (request, _, cluster) => {
    const ring = new RingAt(cluster, request.fields.name);
    const sequence = request.fields.sequence.toNumber();
    ring.whenReady(request, () => {
      const { found } = ring;
      const refusal = found && refusalOf(found, sequence);
      if (!found || (!refusal && sequence > found.tail)) return false;
      if (refusal) request.refuse(refusal);
      else request.answer({ response: found.at(sequence) });
      return true;
    });
    return undefined;
  }),
];

/** Undefined for a sequence that is there, or is the next. */
function refusalOf({ head, tail }: RingStore, sequence: number): Refusal | undefined {
  if (sequence > tail + 1) {
    const message = `sequence:${sequence} is too large. The current tailSequence is:${tail}`;
    return new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
  }
  if (sequence >= head) return undefined;
  const message = `sequence:${sequence} is too small. The current headSequence is:${head} tailSequence is:${tail}`;
  return new Refusal('STALE_SEQUENCE', message, 'com.hazelcast.ringbuffer.StaleSequenceException');
}
