import type { UUID } from '@hazelrx/protocol';
import { Subject } from 'rxjs';

/** Which member owns which partition. Versions count within the connection that tells them. */
export class PartitionTable {
  /** 0 until the first member told it; constant afterwards. */
  count = 0;
  #owners: readonly UUID[] = [];
  #version = -1;
  #source: unknown;
  readonly #changes = new Subject<undefined>();
  /** Each time a table was taken: partitions may have moved. */
  readonly changes$ = this.#changes.asObservable();

  /** Takes a table unless it is empty or, from the same source, older than the current one. True when it was taken. */
  apply(source: unknown, version: number, partitions: Iterable<readonly [UUID, readonly number[]]>): boolean {
    if (source === this.#source && version <= this.#version) return false;
    const owners: UUID[] = [];
    for (const [uuid, ids] of partitions) for (const id of ids) owners[id] = uuid;
    if (owners.length === 0) return false;
    this.#owners = owners;
    this.#version = version;
    this.#source = source;
    this.#changes.next(undefined);
    return true;
  }

  owner(partitionId: number): UUID | undefined {
    return this.#owners[partitionId];
  }

  end(): void {
    this.#changes.complete();
  }

  /** Forgets the owners: the cluster behind is another one. */
  clear(): void {
    this.#owners = [];
    this.#source = undefined;
  }
}
