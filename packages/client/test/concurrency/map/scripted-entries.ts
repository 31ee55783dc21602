// The entries of a map, as members have them, which are the test's own.
import type { AnyOperation } from '@hazelrx/protocol';
import {
  mapAddEntryListenerToKey,
  mapGet,
  mapPutIfAbsent,
  mapRemoveIfSame,
  mapReplaceIfSame,
} from '@hazelrx/protocol/operations';
import { ENTRY_KINDS } from '../../../src/structures/entry-event.js';
import type { Received } from '../../support/scripted-member.js';
import { type VirtualClient, connectedTo } from '../../support/virtual-client.js';

type Bytes = Uint8Array;
type Script = (call: Received, done: () => void) => void;

interface Fields {
  readonly key: string;
  readonly value: Bytes;
  readonly testValue: Bytes;
}

const ROWS: readonly AnyOperation[] = [mapGet, mapPutIfAbsent, mapReplaceIfSame, mapRemoveIfSame];

function same(one: Bytes | undefined, other: Bytes): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}

/** What members do by themselves. `next` says what becomes of the next calls of a row instead. */
export class ScriptedEntries {
  readonly entries = new Map<string, Bytes>();
  readonly next = new Map<AnyOperation, Script[]>();
  /** Members do not tell of what they change while it is set. */
  silent = false;

  constructor(readonly t: VirtualClient) {
    for (const member of t.cluster.members)
      for (const row of ROWS)
        member.on(row, call => {
          const script = this.next.get(row)?.shift();
          const response = (): object => ({ response: this.#done(row, call.request as never) });
          if (script) script(call, () => void response());
          else call.answer(response() as never);
        });
  }

  /** What becomes of the next calls of this row; `done` does them. */
  on(row: AnyOperation, ...scripts: Script[]): void {
    this.next.set(row, [...(this.next.get(row) ?? []), ...scripts]);
  }

  #done(row: AnyOperation, { key, value, testValue }: Fields): unknown {
    const before = this.entries.get(key);
    switch (row) {
      case mapGet:
        return before ?? null;
      case mapPutIfAbsent:
        if (!before) this.#set(key, value);
        return before ?? null;
      case mapReplaceIfSame:
        if (same(before, testValue)) this.#set(key, value);
        return same(before, testValue);
      default:
        if (same(before, value)) this.#set(key, undefined);
        return same(before, value);
    }
  }

  #set(key: string, value: Bytes | undefined): void {
    if (value) this.entries.set(key, value);
    else this.entries.delete(key);
    if (!this.silent) this.tell(key);
  }

  /** All that were ever registered: a client does not mind events of registrations that are over. */
  tell(key: string): void {
    const { uuid } = this.t.cluster.members[0]!;
    const empty = { value: null, oldValue: null, mergingValue: null, numberOfAffectedEntries: 1 };
    for (const listener of this.t.cluster.of(mapAddEntryListenerToKey))
      if (listener.link.open && listener.request.key === key)
        listener.event('Entry', { key, ...empty, eventType: ENTRY_KINDS.updated, uuid });
  }

  count(row: AnyOperation): number {
    return this.t.cluster.of(row).length;
  }
}

export async function entriesOf(config = {}): Promise<ScriptedEntries> {
  const t = await connectedTo(1, config);
  await t.settle();
  return new ScriptedEntries(t);
}
