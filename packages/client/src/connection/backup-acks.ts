import { clientLocalBackupListener } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { listenOn } from './bound-call.js';
import type { Connection } from './connection.js';

/**
 * Asks a member to tell this client of the backups it made. Each event ends one wait of the call it names, on whatever
 * connection that call was sent; it may come before the call's answer. Lasts until the connection ends.
 */
export function listenForBackupAcks(connection: Connection): Observable<unknown> {
  const { pending } = connection.wire;
  return listenOn(connection, clientLocalBackupListener, {}, ({ sourceInvocationCorrelationId: id }) => {
    const call = pending.get(id.low, id.high);
    if (call === undefined) return;
    call.acks++;
    if (!call.holding || call.acks < 0) return;
    pending.remove(call);
    call.answered(call.held);
  });
}
