// Entry processors: objects of the user's own, that change entries where these are.
import type { Data } from '@hazelrx/protocol';
import type { MapKey } from '../map/map-key.js';
import { classCast, failureOf } from './failure.js';
import type { Objects } from './member-objects.js';

/** An entry while it is processed. */
export interface ProcessedEntry<K = unknown, V = unknown> {
  readonly key: K;
  /** Null where there is none. What it is set to is put when the processor returns; null removes the entry. */
  value: V | null;
}

/** What an object has to be, once members have read it, to process entries. */
export interface EntryProcessor<K = unknown, V = unknown, R = unknown> {
  /** What it returns is answered, unless it is null. What it throws is the error of the call, and the entry stays as it is. */
  process(entry: ProcessedEntry<K, V>): R;
}

/** Throws for what is none. */
export function processorOf(objects: Objects, data: Data): EntryProcessor {
  const object = objects.read(data) as Partial<EntryProcessor> | null;
  if (typeof object?.process === 'function') return object as EntryProcessor;
  throw classCast(object, 'com.hazelcast.map.EntryProcessor');
}

class Processed implements ProcessedEntry {
  #value: unknown;
  #isSet = false;

  constructor(
    readonly at: MapKey,
    readonly objects: Objects,
  ) {}

  get key(): unknown {
    return this.objects.read(this.at.key);
  }

  get value(): unknown {
    if (this.#isSet) return this.#value;
    const { record } = this.at;
    return record ? this.objects.read(record.value) : null;
  }

  set value(value: unknown) {
    this.#value = value;
    this.#isSet = true;
  }

  /** Does what was set. */
  apply(): void {
    if (!this.#isSet) return;
    const data = this.objects.write(this.#value);
    if (data) this.at.write(data);
    else if (this.at.record) this.at.remove('removed');
  }
}

/** Null where it returns nothing. Throws what members answer where it throws. */
export function process(processor: EntryProcessor, at: MapKey, objects: Objects): Data | null {
  const entry = new Processed(at, objects);
  try {
    at.read();
    const result = objects.write(processor.process(entry));
    entry.apply();
    return result;
  } catch (error) {
    throw failureOf(error);
  }
}
