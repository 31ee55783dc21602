import { rawData, Reader, type Serialization, UUID } from '@hazelrx/protocol';
import { Connection, Connections, Members, PartitionTable, PendingCalls, Router, Scratch } from 'hazelrx/internal';
import { NEVER } from 'rxjs';

const PARTITIONS = 271;

/** A connection as the client has it after the handshake, whose bytes go nowhere, and the router to it. */
export function ownConnection(serialization: Serialization): { connection: Connection; router: Router } {
  const memberUuid = UUID.random();
  const scratch = new Scratch(serialization);
  const wire = {
    pending: new PendingCalls(),
    scratch,
    reader: new Reader(serialization),
    rawReader: new Reader(rawData),
    clock: { now: 0 },
    backupTimeout: 0,
    fetchSchema: () => NEVER,
  };
  const nothing = (): void => {};
  const connection = new Connection({ host: 'nowhere', port: 1 }, wire, nothing, error => {
    throw error;
  });
  connection.opened({ localAddress: '', write: (_, written) => queueMicrotask(written), close: nothing });
  connection.authenticated({ memberUuid });
  const partitions = new PartitionTable();
  partitions.count = PARTITIONS;
  partitions.apply(connection, 1, [[memberUuid, Array.from({ length: PARTITIONS }, (_, id) => id)]]);
  const connections = new Connections(new Members(), partitions, { next: ([first]) => first! });
  connections.add(connection);
  return { connection, router: new Router(connections, serialization, scratch, true, Math.random) };
}
