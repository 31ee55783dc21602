// What members tell of the cluster itself: its structures and its partitions.
import type { EventOf, UUID } from '@hazelrx/protocol';
import type {
  clientAddDistributedObjectListener,
  clientAddMigrationListener,
  clientAddPartitionLostListener,
  mapAddPartitionLostListener,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Member, Members } from '../cluster/members.js';

/** A structure of the cluster, of a kind that this client need not know. */
export interface DistributedObject {
  /** As members name it: `hz:impl:mapService` for a map. */
  readonly serviceName: string;
  readonly name: string;
}

/** A client or a member has created a structure by its name, or destroyed it for all. */
export interface DistributedObjectEvent extends DistributedObject {
  readonly type: 'created' | 'destroyed';
}

/**
 * The owner of a partition is gone, and so many of its nearest backups with it: with 0, what had no backup is lost; with 1
 * what had at most one.
 */
export interface PartitionLostEvent {
  readonly type: 'partitionLost';
  readonly partitionId: number;
  readonly lostBackupCount: number;
  /** The new owner; undefined when it has left meanwhile. */
  readonly member: Member | undefined;
}

/** A map has lost its entries of one partition: all their copies were on members that are gone. */
export interface MapPartitionLostEvent {
  readonly type: 'mapPartitionLost';
  readonly partitionId: number;
  /** The new owner; undefined when it has left meanwhile. */
  readonly member: Member | undefined;
}

/** How far a round of migrations is. Times in milliseconds, the first since 1970. */
export interface MigrationProgress {
  readonly startTime: Long;
  readonly plannedMigrations: number;
  readonly completedMigrations: number;
  readonly totalElapsedTime: Long;
}

/** Partitions move, in rounds; `completed` and `failed` are about one copy of one partition. */
export type MigrationEvent =
  | { readonly type: 'started' | 'finished'; readonly progress: MigrationProgress }
  | {
      readonly type: 'completed' | 'failed';
      readonly partitionId: number;
      /** 0 for the owner's copy, 1 for the first backup. */
      readonly replicaIndex: number;
      /** Where it was; null when nobody had it, or its member is gone. */
      readonly source: UUID | null;
      readonly destination: UUID | null;
      /** Milliseconds. */
      readonly elapsedTime: Long;
      readonly progress: MigrationProgress;
    };

export function distributedObjectEvent({
  eventType,
  serviceName,
  name,
}: EventOf<typeof clientAddDistributedObjectListener>): DistributedObjectEvent {
  return { type: eventType === 'CREATED' ? 'created' : 'destroyed', serviceName, name };
}

export function partitionLostEvent(
  { partitionId, lostBackupCount, source }: EventOf<typeof clientAddPartitionLostListener>,
  members: Members,
): PartitionLostEvent {
  return { type: 'partitionLost', partitionId, lostBackupCount, member: source ? members.find(source) : undefined };
}

export function mapPartitionLostEvent(
  { partitionId, uuid }: EventOf<typeof mapAddPartitionLostListener>,
  members: Members,
): MapPartitionLostEvent {
  return { type: 'mapPartitionLost', partitionId, member: members.find(uuid) };
}

const STARTED = 0;

export function migrationEvent(event: EventOf<typeof clientAddMigrationListener>): MigrationEvent {
  const { migrationState: progress } = event;
  if (event.event === 'Migration') return { type: event.type === STARTED ? 'started' : 'finished', progress };
  const { partitionId, replicaIndex, sourceUuid: source, destUuid: destination, success, elapsedTime } = event;
  return {
    type: success ? 'completed' : 'failed',
    partitionId,
    replicaIndex,
    source,
    destination,
    elapsedTime,
    progress,
  };
}
