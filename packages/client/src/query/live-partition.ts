import type { Data } from '@hazelrx/protocol';
import type { LiveChange } from './live-change.js';
import type { EntryTold, Found } from './live-source.js';

interface LiveEntry<K, V> {
  readonly key: K;
  value: V;
  /** The serialized form of the value. */
  form: string;
  /** By an event, so that the next one knows it as its old value. What was read may be ahead of the events. */
  isTold: boolean;
  /** The last round in which it was read. */
  round: number;
}

/** Keys of events that may be older than what was read after them. */
interface Doubt {
  readonly keys: Map<string, Data>;
  /** Time from which on events are not; Infinity until the partition was read. */
  until: number;
}

/** The part of a view that is in one partition of the map. Each change is told after it was made. */
export class LivePartition<K, V> {
  /** By the serialized form of their key. */
  readonly entries = new Map<string, LiveEntry<K, V>>();
  /** Keys that events have told of since the read began that is under way. */
  touched: Set<string> | undefined;
  doubt: Doubt | undefined;

  constructor(readonly tell: (change: LiveChange<K, V>) => void) {}

  /**
   * Whether the event knows another value as the one before it than the event before it has told. Throws when the key or the
   * value cannot be read; nothing is changed then.
   */
  told({ key, value, oldValue }: EntryTold<K, V>, form: string): boolean {
    const entry = this.entries.get(form);
    const contradicts = oldValue !== null && entry?.isTold === true && !oldValue.is(entry.form);
    if (value === null) {
      this.remove(form);
    } else if (!entry) {
      const isRead = { key: key.read(), value: value.read() };
      this.entries.set(form, { ...isRead, form: value.form, isTold: true, round: 0 });
      this.tell({ type: 'put', ...isRead, oldValue: null });
    } else {
      if (!value.is(entry.form)) this.#update(entry, value.read(), value.form);
      entry.isTold = true;
    }
    this.touched?.add(form);
    const doubted = this.doubt?.keys;
    if (doubted && !doubted.has(form)) doubted.set(form, key.data());
    return contradicts;
  }

  /** An entry was read. Whether that was a difference. */
  found({ keyForm, key, valueForm, value }: Found<K, V>, round: number): boolean {
    const entry = this.entries.get(keyForm);
    if (!entry) {
      this.entries.set(keyForm, { key, value, form: valueForm, isTold: false, round });
      this.tell({ type: 'put', key, value, oldValue: null });
      return true;
    }
    entry.round = round;
    if (entry.form === valueForm) return false;
    entry.isTold = false;
    this.#update(entry, value, valueForm);
    return true;
  }

  /** All entries were read in this round: removes those that were not among them. How many that are. */
  readAll(round: number): number {
    let count = 0;
    for (const [form, entry] of this.entries) {
      if (entry.round !== round && !this.touched?.has(form) && this.remove(form)) count++;
    }
    this.touched = undefined;
    return count;
  }

  remove(form: string): boolean {
    const entry = this.entries.get(form);
    if (!entry) return false;
    this.entries.delete(form);
    this.tell({ type: 'remove', key: entry.key, oldValue: entry.value });
    return true;
  }

  #update(entry: LiveEntry<K, V>, value: V, form: string): void {
    const { key, value: oldValue } = entry;
    entry.value = value;
    entry.form = form;
    this.tell({ type: 'put', key, value, oldValue });
  }
}
