// Maps as members have them, all of them, with locks and times to live; what becomes of a call the test may say instead.
import type { AnyOperation } from '@hazelrx/protocol';
import {
  mapAddEntryListenerToKey,
  mapContainsKey,
  mapDelete,
  mapForceUnlock,
  mapGet,
  mapIsLocked,
  mapPutIfAbsent,
  mapRemoveIfSame,
  mapReplaceIfSame,
  mapSet,
  mapSetTtl,
  mapTryLock,
  mapUnlock,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { partsOf } from '../../../src/client.js';
import type { ClientConfig } from '../../../src/options.js';
import { ENTRY_KINDS } from '../../../src/structures/entry-event.js';
import type { Core } from '../../../src/structures/structure.js';
import type { Received } from '../../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../../support/virtual-client.js';

interface Fields {
  readonly name: string;
  readonly key: string;
  readonly value: unknown;
  readonly testValue: unknown;
  readonly ttl: Long;
  readonly threadId: Long;
  readonly lease: Long;
  readonly timeout: Long;
}

type Script = (call: Received, done: () => unknown) => void;

interface Entry {
  readonly value: unknown;
  readonly ends: number;
}

interface KeyLock {
  readonly thread: number;
  readonly ends: number;
}

/** What calls do that do not wait. */
const EFFECTS = new Map<AnyOperation, (maps: ScriptedMaps, fields: Fields) => unknown>([
  [mapGet, (maps, { name, key }) => maps.get(name, key) ?? null],
  [mapContainsKey, (maps, { name, key }) => maps.get(name, key) !== undefined],
  [mapSet, (maps, fields) => maps.put(fields)],
  [mapDelete, (maps, { name, key }) => maps.remove(name, key)],
  [mapIsLocked, (maps, { name, key }) => maps.lockOf(name, key) !== undefined],
  [
    mapSetTtl,
    (maps, fields) => {
      const value = maps.get(fields.name, fields.key);
      if (value !== undefined) maps.put({ ...fields, value });
      return value !== undefined;
    },
  ],
  [
    mapPutIfAbsent,
    (maps, fields) => {
      const before = maps.get(fields.name, fields.key);
      if (before === undefined) maps.put(fields);
      return before ?? null;
    },
  ],
  [
    mapReplaceIfSame,
    (maps, fields) => {
      const isSame = same(maps.get(fields.name, fields.key), fields.testValue);
      if (isSame) maps.put({ ...fields, ttl: Long.ZERO });
      return isSame;
    },
  ],
  [
    mapRemoveIfSame,
    (maps, { name, key, value }) => {
      const isSame = same(maps.get(name, key), value);
      if (isSame) maps.remove(name, key);
      return isSame;
    },
  ],
]);

function same(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return Long.isLong(one) && Long.isLong(other) ? one.equals(other) : one === other;
}

export class ScriptedMaps {
  readonly core: Core;
  readonly #entries = new Map<string, Entry>();
  readonly #locks = new Map<string, KeyLock>();
  readonly #next = new Map<AnyOperation, Script[]>();

  constructor(readonly t: VirtualClient) {
    this.core = partsOf(t.client) as unknown as Core;
    for (const member of t.cluster.members) {
      for (const [row, effect] of EFFECTS) member.on(row, call => this.#take(call, () => effect(this, fieldsOf(call))));
      member.on(mapTryLock, call => this.#tryLock(call as never));
      member.on(mapUnlock, call => this.#unlock(call as never));
      member.on(mapForceUnlock, call => this.#take(call as never, () => this.free(fieldsOf(call))));
    }
  }

  /** What becomes of the next calls of this row, one after the other; `done` does them, and gives what they answer. */
  on(row: AnyOperation, ...scripts: Script[]): void {
    this.#next.set(row, [...(this.#next.get(row) ?? []), ...scripts]);
  }

  get(name: string, key: string): unknown {
    const entry = this.#entries.get(`${name}/${key}`);
    return entry && entry.ends > this.t.now ? entry.value : undefined;
  }

  put({ name, key, value, ttl }: Pick<Fields, 'name' | 'key' | 'value' | 'ttl'>): void {
    const ends = ttl.greaterThan(0) ? this.t.now + ttl.toNumber() : Infinity;
    this.#entries.set(`${name}/${key}`, { value, ends });
    this.tell(name, key);
  }

  remove(name: string, key: string): void {
    this.#entries.delete(`${name}/${key}`);
    this.tell(name, key);
  }

  /** All that were ever registered: a client does not mind events of registrations that are over. */
  tell(name: string, key: string): void {
    const { uuid } = this.t.cluster.members[0]!;
    const empty = { value: null, oldValue: null, mergingValue: null, numberOfAffectedEntries: 1 };
    for (const listener of this.t.cluster.of(mapAddEntryListenerToKey))
      if (listener.link.open && listener.request.name === name && listener.request.key === key)
        listener.event('Entry', { key, ...empty, eventType: ENTRY_KINDS.updated, uuid });
  }

  /** Keys that are there, of one map. */
  keys(name: string): string[] {
    const keys = [...this.#entries.keys()].filter(id => id.startsWith(`${name}/`)).map(id => id.slice(name.length + 1));
    return keys.filter(key => this.get(name, key) !== undefined);
  }

  lockOf(name: string, key: string): KeyLock | undefined {
    const lock = this.#locks.get(`${name}/${key}`);
    return lock && lock.ends > this.t.now ? lock : undefined;
  }

  /** Whoever has locked it. */
  free({ name, key }: Pick<Fields, 'name' | 'key'>): void {
    this.#locks.delete(`${name}/${key}`);
  }

  /** The calls so far, by their names, in their order. */
  get calls(): string[] {
    const rows = new Set<AnyOperation>([...EFFECTS.keys(), mapTryLock, mapUnlock, mapForceUnlock]);
    return this.t.cluster.members.flatMap(({ received }) =>
      received.filter(({ operation }) => rows.has(operation)).map(({ operation }) => operation.name.slice(4)),
    );
  }

  /** The calls from now on. */
  newCalls(): () => string[] {
    const before = this.calls.length;
    return () => this.calls.slice(before);
  }

  #take(call: Received, effect: () => unknown): void {
    const script = this.#next.get(call.operation)?.shift();
    if (script) script(call, () => ({ response: effect() }));
    else call.answer({ response: effect() } as never);
  }

  /** Looks every 100 ms. */
  #tryLock(call: Received, waited = 0): void {
    const fields = fieldsOf(call);
    if (this.lockOf(fields.name, fields.key) && waited < fields.timeout.toNumber()) {
      this.t.scheduler.schedule(() => this.#tryLock(call, waited + 100), 100);
    } else this.#take(call, () => this.#lock(fields));
  }

  #lock({ name, key, threadId, lease }: Fields): boolean {
    if (this.lockOf(name, key)) return false;
    const ends = lease.greaterThan(0) ? this.t.now + lease.toNumber() : Infinity;
    this.#locks.set(`${name}/${key}`, { thread: threadId.toNumber(), ends });
    return true;
  }

  #unlock(call: Received): void {
    const script = this.#next.get(call.operation)?.shift();
    const fields = fieldsOf(call);
    const isOwner = this.lockOf(fields.name, fields.key)?.thread === fields.threadId.toNumber();
    const effect = (): unknown => {
      if (isOwner) this.free(fields);
      return {};
    };
    if (script) script(call, effect);
    else if (isOwner) call.answer(effect() as never);
    else call.refuse('ILLEGAL_MONITOR_STATE');
  }
}

function fieldsOf({ request }: Received): Fields {
  return request as unknown as Fields;
}

export async function scriptedMaps(config?: ClientConfig): Promise<ScriptedMaps> {
  return new ScriptedMaps(await connectedTo(1, config));
}
