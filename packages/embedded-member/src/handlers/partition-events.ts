// What listeners are told of partitions: those that moved, and those that nobody has any more.
import type { Encodable } from '@hazelrx/protocol';
import {
  clientAddMigrationListener,
  clientAddPartitionLostListener,
  mapAddPartitionLostListener,
} from '@hazelrx/protocol/operations';
import type { Cluster, Service } from '../cluster.js';
import { listenerRows } from '../listener-rows.js';
import { mapConfig } from '../map/map-config.js';
import { maps } from '../map/map-store.js';
import type { Loss, Move } from '../moves.js';
import { backupsOf } from '../partition-stores.js';
import type { Request } from '../request.js';

const MIGRATIONS = 'migrations';
const LOSSES = 'partition losses';
const STARTED = 0;
const FINISHED = 1;

type MigrationListener = Request<typeof clientAddMigrationListener>;
type LossListener = Request<typeof clientAddPartitionLostListener>;
type MapLossListener = Request<typeof mapAddPartitionLostListener>;
type State = Encodable<(typeof clientAddMigrationListener)['events']['Migration']['plan']['fields']>['migrationState'];

function lossesOf(map: string): string {
  return `partition losses of map ${map}`;
}

/** The oldest member tells, so that everybody hears of it once. Here they take no time. */
function tellMoves(cluster: Cluster, moves: readonly Move[]): void {
  const [oldest] = cluster.running;
  if (!oldest || moves.length === 0) return;
  const state = (completedMigrations: number): State => ({
    startTime: cluster.now,
    plannedMigrations: moves.length,
    completedMigrations,
    totalElapsedTime: 0,
  });
  for (const any of cluster.registrations.of(MIGRATIONS, oldest)) {
    const listener = any as MigrationListener;
    listener.event('Migration', { migrationState: state(0), type: STARTED });
    for (const [n, { partition, place, source, destination }] of moves.entries())
      listener.event('ReplicaMigration', {
        migrationState: state(n + 1),
        partitionId: partition,
        replicaIndex: place,
        sourceUuid: source?.uuid ?? null,
        destUuid: destination.uuid,
        success: true,
        elapsedTime: 0,
      });
    listener.event('Migration', { migrationState: state(moves.length), type: FINISHED });
  }
}

/** The new owner tells. Maps with more backups than were lost have lost nothing. */
function tellLoss(cluster: Cluster, { partition: partitionId, lostBackups, owner }: Loss): void {
  for (const listener of cluster.registrations.of(LOSSES, owner))
    (listener as LossListener).event('PartitionLost', {
      partitionId,
      lostBackupCount: lostBackups,
      source: owner.uuid,
    });
  for (const { service, name } of cluster.objects.values()) {
    if (service !== maps.service) continue;
    if (backupsOf(mapConfig(cluster.world.config, name)) > lostBackups) continue;
    for (const listener of cluster.registrations.of(lossesOf(name), owner))
      (listener as MapLossListener).event('MapPartitionLost', { partitionId, uuid: owner.uuid });
  }
}

export const partitionEventsService: Service = {
  handlers: [
    ...listenerRows(() => MIGRATIONS, clientAddMigrationListener),
    ...listenerRows(() => LOSSES, clientAddPartitionLostListener),
    ...listenerRows(lossesOf, mapAddPartitionLostListener),
  ],
  moved(cluster, { moves, losses }) {
    for (const loss of losses) tellLoss(cluster, loss);
    tellMoves(cluster, moves);
  },
  destroyed(cluster, service, name) {
    if (service === maps.service) cluster.registrations.drop(lossesOf(name));
  },
};
