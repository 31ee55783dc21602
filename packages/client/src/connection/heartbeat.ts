import { clientPing } from '@hazelrx/protocol/operations';
import { EMPTY, catchError, type Observable } from 'rxjs';
import { ConnectionError } from '../errors.js';
import { requestOn } from './bound-call.js';
import type { Connection } from './connection.js';

export interface HeartbeatTimes {
  readonly heartbeatInterval: number;
  readonly heartbeatTimeout: number;
}

/**
 * One look at a connection, to be repeated every interval: closes it when nothing came for the timeout, pings it when
 * nothing was sent, or nothing came, for the interval. Completes when the ping was answered or the connection ended.
 */
export function beat(connection: Connection, now: number, times: HeartbeatTimes): Observable<unknown> {
  if (now - connection.lastRead >= times.heartbeatTimeout) {
    const reason = `${connection.name} was silent for ${times.heartbeatTimeout} ms`;
    connection.close(new ConnectionError('TARGET_DISCONNECTED', reason));
    return EMPTY;
  }
  const oldest = Math.min(connection.lastWritten, connection.lastRead);
  if (now - oldest < times.heartbeatInterval) return EMPTY;
  // A ping without an answer is the silence that closes the connection above.
  return requestOn(connection, clientPing, {}, times.heartbeatTimeout).pipe(catchError(() => EMPTY));
}
