import type { SchedulerLike, Subscription } from 'rxjs';
import { Refusal } from './refusal.js';
import type { AnyRequest } from './request.js';

/** A request that waits on its member until something changes, or its time is up. */
export interface Parked {
  readonly request: AnyRequest;
  readonly partition: number;
  /** Runs it, or says that it has to wait on. */
  readonly attempt: () => boolean;
}

/** The requests that wait on one member, by what they wait for, first come first served. */
export class Parking {
  readonly #queues = new Map<string, { parked: Parked; timer: Subscription | undefined }[]>();

  constructor(readonly scheduler: SchedulerLike) {}

  /** Waits `timeout` milliseconds, Infinity for ever, and is answered by `expire` then. */
  park(place: string, parked: Parked, timeout: number, expire: () => void): void {
    const queue = this.#queues.get(place) ?? [];
    this.#queues.set(place, queue);
    const entry = { parked, timer: undefined as Subscription | undefined };
    queue.push(entry);
    if (timeout === Infinity) return;
    entry.timer = this.scheduler.schedule(() => {
      this.#remove(place, waiting => waiting === parked);
      expire();
    }, timeout);
  }

  /** What waits here may go on: as many, in their order, as need not wait. */
  wake(place: string): void {
    for (;;) {
      const [first] = this.#queues.get(place) ?? [];
      if (!first || !first.parked.attempt()) return;
      this.#remove(place, waiting => waiting === first.parked);
    }
  }

  /** The partition is somewhere else now: its requests are told so, and sent again. */
  moved(partition: number): void {
    for (const place of [...this.#queues.keys()]) {
      for (const { parked } of this.#remove(place, waiting => waiting.partition === partition)) {
        parked.request.refuse(new Refusal('PARTITION_MIGRATING', `partition ${partition} has moved`));
      }
    }
  }

  /** Forgets the requests that came over links which are no more. */
  forget(isGone: (request: AnyRequest) => boolean): void {
    for (const place of [...this.#queues.keys()]) this.#remove(place, ({ request }) => isGone(request));
  }

  end(): void {
    this.forget(() => true);
  }

  #remove(place: string, which: (parked: Parked) => boolean): { parked: Parked }[] {
    const queue = this.#queues.get(place) ?? [];
    const removed = queue.filter(({ parked }) => which(parked));
    const left = queue.filter(({ parked }) => !which(parked));
    for (const { timer } of removed) timer?.unsubscribe();
    if (left.length > 0) this.#queues.set(place, left);
    else this.#queues.delete(place);
    return removed;
  }
}
