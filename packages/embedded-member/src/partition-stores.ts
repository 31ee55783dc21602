/** How many members keep a copy of a structure besides the owner. */
export interface BackupCounts {
  /** Those that a change waits for. */
  readonly 'backup-count': number;
  readonly 'async-backup-count': number;
}

/** What one structure has in one partition, as one member keeps it. */
export interface Container {
  readonly config: BackupCounts;
  copy(): Container;
}

/** Sync and async ones. */
export function backupsOf(counts: BackupCounts): number {
  return counts['backup-count'] + counts['async-backup-count'];
}

/** All that one member keeps: of the partitions it owns, and copies of others. By partition, service and name. */
export class PartitionStores {
  readonly #partitions = new Map<number, Map<string, Map<string, Container>>>();

  /** Undefined when there is nothing. */
  find(partition: number, service: string, name: string): Container | undefined {
    return this.#partitions.get(partition)?.get(service)?.get(name);
  }

  put(partition: number, service: string, name: string, container: Container): void {
    let services = this.#partitions.get(partition);
    if (!services) this.#partitions.set(partition, (services = new Map()));
    let containers = services.get(service);
    if (!containers) services.set(service, (containers = new Map()));
    containers.set(name, container);
  }

  /** The structures of a service that have something in a partition, by name. */
  all(partition: number, service: string): ReadonlyMap<string, Container> {
    return this.#partitions.get(partition)?.get(service) ?? NONE;
  }

  /** Becomes the `place`th backup of a partition: with the structures that have as many. */
  copyFrom(other: PartitionStores, partition: number, place: number): void {
    this.drop(partition);
    for (const [service, containers] of other.#partitions.get(partition) ?? [])
      for (const [name, container] of containers)
        if (backupsOf(container.config) >= place) this.put(partition, service, name, container.copy());
  }

  /** What does not belong to the `place`th backup any more goes. */
  trim(partition: number, place: number): void {
    for (const containers of this.#partitions.get(partition)?.values() ?? [])
      for (const [name, { config }] of containers) if (backupsOf(config) < place) containers.delete(name);
  }

  drop(partition: number): void {
    this.#partitions.delete(partition);
  }

  destroy(service: string, name: string): void {
    for (const services of this.#partitions.values()) services.get(service)?.delete(name);
  }
}

const NONE: ReadonlyMap<string, Container> = new Map();
