import { UUID } from '@hazelrx/protocol';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Members } from '../../src/cluster/members.js';
import {
  distributedObjectEvent,
  mapPartitionLostEvent,
  migrationEvent,
  partitionLostEvent,
} from '../../src/structures/cluster-event.js';

const uuid = UUID.random();
const members = new Members();
members.apply(1, [
  {
    uuid,
    address: { host: 'h', port: 1 },
    attributes: new Map(),
    liteMember: false,
    version: { major: 5, minor: 7, patch: 0 },
    addressMap: new Map(),
  },
]);
const [member] = members.list;
const progress = {
  startTime: Long.ONE,
  plannedMigrations: 2,
  completedMigrations: 1,
  totalElapsedTime: Long.fromNumber(3),
};

describe('what members tell of the cluster', () => {
  it.each([
    ['CREATED', 'created'],
    ['DESTROYED', 'destroyed'],
  ])('is that a structure was %s', (eventType, type) => {
    const event = { event: 'DistributedObject', eventType, serviceName: 's', name: 'n', source: uuid } as const;
    expect(distributedObjectEvent(event)).toEqual({ type, serviceName: 's', name: 'n' });
  });

  it('is that a partition was lost, by whom if that is still there', () => {
    const lost = { event: 'PartitionLost', partitionId: 7, lostBackupCount: 1 } as const;
    const told = { type: 'partitionLost', partitionId: 7, lostBackupCount: 1 };
    expect(partitionLostEvent({ ...lost, source: uuid }, members)).toEqual({ ...told, member });
    for (const source of [null, UUID.random()])
      expect(partitionLostEvent({ ...lost, source }, members)).toEqual({ ...told, member: undefined });
    expect(mapPartitionLostEvent({ event: 'MapPartitionLost', partitionId: 7, uuid }, members)).toEqual({
      type: 'mapPartitionLost',
      partitionId: 7,
      member,
    });
  });

  it('is that partitions begin to move, move, or do not, and have moved', () => {
    for (const [type, told] of [
      [0, 'started'],
      [1, 'finished'],
    ] as const)
      expect(migrationEvent({ event: 'Migration', migrationState: progress, type })).toEqual({ type: told, progress });
    const replica = { partitionId: 3, replicaIndex: 1, elapsedTime: Long.ZERO };
    for (const [success, type] of [
      [true, 'completed'],
      [false, 'failed'],
    ] as const)
      expect(
        migrationEvent({
          event: 'ReplicaMigration',
          migrationState: progress,
          ...replica,
          sourceUuid: null,
          destUuid: uuid,
          success,
        }),
      ).toEqual({ type, ...replica, source: null, destination: uuid, progress });
  });
});
