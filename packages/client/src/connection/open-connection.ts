import { concatMap, map, Observable, take } from 'rxjs';
import { ConnectionError } from '../errors.js';
import type { Address, Dial } from '../transport/transport.js';
import { Connection, type Wire } from './connection.js';
import { authenticate, type Identity, type Welcome } from './handshake.js';

export interface Opened {
  readonly connection: Connection;
  readonly welcome: Welcome;
}

export type OnClosed = (connection: Connection, error: ConnectionError) => void;

/**
 * Opens and authenticates a connection. Emits once it is usable and completes; the connection then lives on its own and
 * `onClosed` tells its end. Unsubscribing before that gives the attempt up.
 */
export function openConnection(
  dial: Dial,
  address: Address,
  wire: Wire,
  identity: Identity,
  onClosed: OnClosed,
): Observable<Opened> {
  return dialled(dial, address, wire, onClosed).pipe(
    concatMap(connection => authenticate(connection, identity).pipe(map(welcome => ({ connection, welcome })))),
    take(1),
  );
}

/** Emits the connection once bytes can be sent; unsubscribing from it before it is authenticated closes it. */
function dialled(dial: Dial, address: Address, wire: Wire, onClosed: OnClosed): Observable<Connection> {
  return new Observable(subscriber => {
    const connection: Connection = new Connection(
      address,
      wire,
      () => subscriber.next(connection),
      error => {
        if (connection.peer) onClosed(connection, error);
        subscriber.error(error);
      },
    );
    const giveUp = dial(address, connection);
    return () => {
      if (connection.peer) return;
      giveUp();
      connection.close(new ConnectionError('TARGET_DISCONNECTED', `${connection.name} was given up`));
    };
  });
}
