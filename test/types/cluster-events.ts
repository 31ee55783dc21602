// User code against the published types: compiled, never run.
import {
  createClient,
  type DistributedObject,
  type DistributedObjectEvent,
  type InitialMembers,
  type Long,
  type MapPartitionLostEvent,
  type Member,
  type MembershipEvent,
  type MigrationEvent,
  type MigrationProgress,
  type PartitionLostEvent,
  type Signal,
  type UUID,
} from 'hazelrx';
import type { Observable } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

const hz = createClient();
const objects = hz.distributedObjectEvents();
const objectsAndSignals = hz.distributedObjectEvents({ signals: true });
const losses = hz.partitionLostEvents();
const lossesAndSignals = hz.partitionLostEvents({ signals: true });
const migrations = hz.migrationEvents();
const migrationsAndSignals = hz.migrationEvents({ signals: true });
const ofMap = hz.getMap('m').partitionLostEvents();
const ofMapAndSignals = hz.getMap('m').partitionLostEvents({ signals: true });

export type Streams = [
  Holds<Equal<typeof objects, Observable<DistributedObjectEvent>>>,
  Holds<Equal<typeof objectsAndSignals, Observable<DistributedObjectEvent | Signal>>>,
  Holds<Equal<typeof losses, Observable<PartitionLostEvent>>>,
  Holds<Equal<typeof lossesAndSignals, Observable<PartitionLostEvent | Signal>>>,
  Holds<Equal<typeof migrations, Observable<MigrationEvent>>>,
  Holds<Equal<typeof migrationsAndSignals, Observable<MigrationEvent | Signal>>>,
  Holds<Equal<typeof ofMap, Observable<MapPartitionLostEvent>>>,
  Holds<Equal<typeof ofMapAndSignals, Observable<MapPartitionLostEvent | Signal>>>,
  Holds<Equal<typeof hz.membership$, Observable<InitialMembers | MembershipEvent>>>,
  Holds<Equal<ReturnType<typeof hz.getDistributedObjects>, Observable<readonly DistributedObject[]>>>,
  Holds<Equal<InitialMembers['members'], readonly Member[]>>,
  Holds<Equal<MigrationProgress['startTime'], Long>>,
];

migrationsAndSignals.subscribe(event => {
  switch (event.type) {
    case 'listening':
      return;
    case 'gap':
      return event.member satisfies UUID;
    case 'started':
    case 'finished':
      return event.progress.plannedMigrations satisfies number;
    case 'completed':
    case 'failed':
      return event.destination satisfies UUID | null;
    default:
      return event satisfies never;
  }
});
