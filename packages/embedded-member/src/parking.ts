import { memberLeft, Refusal } from './refusal.js';
import type { AnyRequest } from './request.js';
import type { Undo } from './timers.js';

/** A request that waits on its member until something changes, or its time is up. */
export interface Parked {
  readonly request: AnyRequest;
  readonly partition: number;
  /** Runs it, or says that it has to wait on. */
  readonly attempt: () => boolean;
  /** Milliseconds; Infinity for ever. */
  readonly timeout: number;
  /** Answers it when its time is up. */
  readonly expire: () => void;
}

interface Waiting {
  readonly parked: Parked;
  /** Forgets that its time is up one day. */
  forget?: Undo;
}

/** Runs something after milliseconds. */
type Later = (millis: number, run: () => void) => Undo;

/** The requests that wait on one member, by what they wait for, first come first served. */
export class Parking {
  readonly #queues = new Map<string, Waiting[]>();

  constructor(readonly later: Later) {}

  park(place: string, parked: Parked): void {
    const queue = this.#queues.get(place) ?? [];
    this.#queues.set(place, queue);
    const waiting: Waiting = { parked };
    queue.push(waiting);
    if (parked.timeout === Infinity) return;
    waiting.forget = this.later(parked.timeout, () => {
      this.#remove(place, other => other === parked);
      parked.expire();
    });
  }

  /** What waits here may go on: as many, in their order, as need not wait. */
  wake(place: string): void {
    for (;;) {
      const [first] = this.#queues.get(place) ?? [];
      if (!first || !first.parked.attempt()) return;
      this.#remove(place, parked => parked === first.parked);
    }
  }

  /** The same, where each waits for something of its own: one that has to wait on holds up no other. */
  wakeEach(place: string): void {
    for (const { parked } of this.#queues.get(place) ?? [])
      if (parked.attempt()) this.#remove(place, other => other === parked);
  }

  /** A partition is somewhere else now, or all are: their requests are told so, and sent again. */
  moved(partition?: number): void {
    this.#refuse(
      parked => partition === undefined || parked.partition === partition,
      () => new Refusal('PARTITION_MIGRATING', 'the partition has moved'),
    );
  }

  /** What the requests of a structure wait for is no more. */
  destroyed(belongs: (place: string) => boolean): void {
    this.#refuse(
      (_, place) => belongs(place),
      () => new Refusal('DISTRIBUTED_OBJECT_DESTROYED', 'the structure was destroyed'),
    );
  }

  #refuse(which: (parked: Parked, place: string) => boolean, refusal: () => Refusal): void {
    for (const place of this.#queues.keys())
      for (const { request } of this.#remove(place, parked => which(parked, place))) request.refuse(refusal());
  }

  /** Forgets the requests that came over links which are no more. */
  forget(isGone: (request: AnyRequest) => boolean): void {
    for (const place of this.#queues.keys()) this.#remove(place, ({ request }) => isGone(request));
  }

  /** The member is gone; those who asked by way of another one ask again. */
  end(): void {
    this.#refuse(() => true, memberLeft);
  }

  #remove(place: string, which: (parked: Parked) => boolean): Parked[] {
    const queue = this.#queues.get(place) ?? [];
    const removed = queue.filter(({ parked }) => which(parked));
    const left = queue.filter(({ parked }) => !which(parked));
    for (const { forget } of removed) forget?.();
    if (left.length > 0) this.#queues.set(place, left);
    else this.#queues.delete(place);
    return removed.map(({ parked }) => parked);
  }
}
