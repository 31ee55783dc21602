import type { Data } from '@hazelrx/protocol';
import { Keeping } from '../keeping.js';
import type { RingbufferConfig } from '../options.js';
import type { Container } from '../partition-stores.js';
import { ringConfig } from './ring-config.js';

interface Kept {
  readonly value: Data;
  /** Infinity for never. */
  readonly expiresAt: number;
}

const SECOND = 1000;

/** The items of one ringbuffer, as one member keeps them: the owner's, or a backup's copy. */
export class RingStore implements Container {
  head = 0;
  tail = -1;
  #items = new Map<number, Kept>();

  constructor(readonly config: Required<RingbufferConfig>) {}

  get size(): number {
    return this.tail - this.head + 1;
  }

  /** Without a time to live all of it: what is there may be overwritten. */
  get room(): number {
    const { capacity, 'time-to-live-seconds': ttl } = this.config;
    return ttl === 0 ? capacity : capacity - this.size;
  }

  add(value: Data, now: number): void {
    const ttl = this.config['time-to-live-seconds'];
    this.#items.set(++this.tail, { value, expiresAt: ttl === 0 ? Infinity : now + ttl * SECOND });
    if (this.size > this.config.capacity) this.#items.delete(this.head++);
  }

  /** Forgets what has had its time. */
  expire(now: number): void {
    while (this.size > 0 && this.#items.get(this.head)!.expiresAt <= now) this.#items.delete(this.head++);
  }

  at(sequence: number): Data {
    return this.#items.get(sequence)!.value;
  }

  copy(): RingStore {
    const copy = new RingStore(this.config);
    copy.head = this.head;
    copy.tail = this.tail;
    copy.#items = new Map(this.#items);
    return copy;
  }
}

export const rings = new Keeping(
  'hz:impl:ringbufferService',
  (config, name) => new RingStore(ringConfig(config, name)),
);
