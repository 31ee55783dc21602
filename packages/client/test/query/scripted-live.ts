// A source of a live view that a test scripts: keys and values are texts, and their own serialized form.
import { Data } from '@hazelrx/protocol';
import { defer, map, type Observable, of } from 'rxjs';
import type { LiveChange } from '../../src/query/live-change.js';
import type { EntryTold, LivePage, LiveSignal, LiveSource, MarkedKey, Told } from '../../src/query/live-source.js';

/** A key is in the partition of its first letter: `a` in 0, `b` in 1, `c` in 2. */
function partitionOf(key: string): number {
  return key.charCodeAt(0) - 'a'.charCodeAt(0);
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, letter => letter.charCodeAt(0));

class Text implements Told<string> {
  constructor(
    readonly form: string,
    readonly error?: Error,
  ) {}

  is(form: string): boolean {
    return form === this.form;
  }

  read(): string {
    if (this.error) throw this.error;
    return this.form;
  }

  data(): Data {
    return new Data(bytesOf(this.form));
  }
}

type Signal = LiveSignal<string, string>;

export const listening: Signal = { type: 'listening' };

/** `key=value`, `key=value<old` or `-key<old`; after a `?` it is told by a member that does not own the key. */
export function told(text: string, error?: Error): EntryTold<string, string> {
  const [, foreign, gone, key, value, old] = /^(\?)?(-)?(\w+)(?:=(\w+))?(?:<(\w+))?$/.exec(text)!;
  return {
    type: 'entry',
    key: new Text(key!),
    partition: partitionOf(key!),
    value: gone ? null : new Text(value!, error),
    oldValue: old === undefined ? null : new Text(old),
    isOwners: foreign === undefined,
  };
}

export function broken(cause: Extract<Signal, { type: 'broken' }>['cause'], ...partitions: number[]): Signal {
  return { type: 'broken', cause, partitions };
}

/** A change as a text: what `told` reads, or the entries of a snapshot in brackets. */
export function asText(change: LiveChange<string, string>): string {
  if (change.type === 'snapshot') return `[${change.entries.map(([key, value]) => `${key}=${value}`).join(' ')}]`;
  const { key, oldValue } = change;
  const before = oldValue === null ? '' : `<${oldValue}`;
  return change.type === 'remove' ? `-${key}${before}` : `${key}=${change.value}${before}`;
}

/** The entries of the cluster, which a test changes as it likes. */
export class ScriptedSource implements LiveSource<string, string> {
  readonly partitionCount = 3;
  readsKeys = true;
  readonly entries = new Map<string, string>();
  /** What was read: partitions by number, keys by name. */
  readonly reads: string[] = [];
  /** How what is asked comes to the cluster, and the answer from there. */
  delayed: (asked: Observable<undefined>) => Observable<undefined> = asked => asked;
  answers: (answer: Observable<LivePage<string, string>>) => Observable<LivePage<string, string>> = answer => answer;
  readonly identify = (key: string): string => key;

  constructor(public signals$: Observable<Signal>) {}

  read(partitions: readonly number[], keys: readonly MarkedKey[]): Observable<LivePage<string, string>> {
    return defer(() => {
      this.reads.push([...partitions, ...keys.map(({ form }) => form)].join(' '));
      return this.answers(this.delayed(of(undefined)).pipe(map(() => this.#page(partitions, keys))));
    });
  }

  #page(partitions: readonly number[], keys: readonly MarkedKey[]): LivePage<string, string> {
    const isAsked = (key: string): boolean =>
      partitions.includes(partitionOf(key)) || keys.some(({ form }) => form === key);
    const entries = Array.from(this.entries, ([key, value]) => ({
      partition: partitionOf(key),
      keyForm: key,
      key,
      valueForm: value,
      value,
    })).filter(({ key }) => isAsked(key));
    return { entries, partitions, keys };
  }
}
