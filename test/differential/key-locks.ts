import type { HazelcastMap, MapLock, Storable } from 'hazelrx';
import { textOf } from './operations.js';

export type AnyMap = HazelcastMap<Storable, Storable>;
type AnyLock = MapLock<Storable, Storable>;

interface Holder {
  /** Which client. */
  readonly client: number;
  /** The map as the owner of the lock sees it. */
  readonly view: AnyMap;
  handles: number;
}

interface Handle {
  readonly lock: AnyLock;
  readonly holder: Holder;
}

/** The locks of one map that its clients have, so that nobody is made to wait for one. */
export class KeyLocks {
  readonly #holders = new Map<string, Holder>();
  readonly #handles = new Map<string, Handle[]>();

  /** Who holds the key, as far as answers have told. */
  holder(key: unknown): Holder | undefined {
    return this.#holders.get(textOf(key));
  }

  given(client: number, key: unknown, lock: AnyLock): void {
    const known = this.holder(key);
    const holder = known?.client === client ? known : { client, view: lock.map, handles: 0 };
    holder.handles++;
    this.#holders.set(textOf(key), holder);
    this.#handlesOf(client, key).push({ lock, holder });
  }

  /** The latest lock of the key that this client has not given back, if any. It may be lost. */
  take(client: number, key: unknown): AnyLock | undefined {
    const taken = this.#handlesOf(client, key).pop();
    if (taken && --taken.holder.handles === 0 && this.holder(key) === taken.holder) this.freed(key);
    return taken?.lock;
  }

  /** By force. */
  freed(key: unknown): void {
    this.#holders.delete(textOf(key));
  }

  allFreed(): void {
    this.#holders.clear();
  }

  #handlesOf(client: number, key: unknown): Handle[] {
    const id = `${client} ${textOf(key)}`;
    const handles = this.#handles.get(id) ?? [];
    this.#handles.set(id, handles);
    return handles;
  }
}
