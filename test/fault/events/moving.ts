import type { HazelcastClient, MigrationEvent } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { eventually } from '../../support/recording.js';
import type { Kind } from './change.js';

/** Follows partitions that move, and what a client knows of them. */
export class Moving implements Disposable {
  readonly #connections;
  readonly #subscription;
  /** Since the last change. */
  #events: MigrationEvent[] = [];
  #kind: Kind | undefined;

  constructor(client: HazelcastClient) {
    this.#connections = partsOf(client).router.connections;
    this.#subscription = client.migrationEvents().subscribe(event => this.#events.push(event));
  }

  /** The partitions of each member that has some, by its UUID, as far as the client knows. */
  get owned(): ReadonlyMap<string, readonly number[]> {
    const { partitions } = this.#connections;
    const owned = new Map<string, number[]>();
    for (let id = 0; id < partitions.count; id++) {
      const owner = String(partitions.owner(id));
      owned.set(owner, [...(owned.get(owner) ?? []), id]);
    }
    return owned;
  }

  /** What moves from now on follows a change of this kind. */
  begin(kind: Kind): void {
    this.#kind = kind;
    this.#events = [];
  }

  /** Resolves when all has moved that was to move after the change, copies too, and the client knows where to. */
  async end(): Promise<void> {
    await eventually(
      () => this.#isOver && this.#isKnown,
      isSettled => isSettled,
    );
  }

  /** Who leaves waits for that itself, and may be gone before it has told the end. */
  get #isOver(): boolean {
    const count = (type: string): number => this.#events.filter(event => event.type === type).length;
    if (this.#kind !== 'join' && this.#kind !== 'kill') return true;
    return count('finished') > 0 && count('finished') === count('started');
  }

  /** All members own something, nobody else does, and each partition is where it was told to have moved. */
  get #isKnown(): boolean {
    const { partitions, members } = this.#connections;
    const { owned } = this;
    if (owned.size !== members.list.length || !members.list.every(({ uuid }) => owned.has(String(uuid)))) return false;
    const moved = new Map<number, string>();
    for (const event of this.#events)
      if (event.type === 'completed' && event.replicaIndex === 0)
        moved.set(event.partitionId, String(event.destination));
    // Who owned it for a moment may have left since.
    return [...moved].every(([id, owner]) => !owned.has(owner) || String(partitions.owner(id)) === owner);
  }

  [Symbol.dispose](): void {
    this.#subscription.unsubscribe();
  }
}
