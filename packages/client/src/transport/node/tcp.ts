import { connect, type Socket } from 'node:net';
import type { Dial, Transport, TransportHandlers } from '../transport.js';

/** What one read brings at most, as in Node's own streams. */
const READ_BYTES = 65_536;

/** Opens plain TCP connections. They read into one buffer each, again and again: a new one a chunk costs more than its bytes. */
export const dialTcp: Dial = ({ host, port }, handlers) => {
  const buffer = new Uint8Array(READ_BYTES);
  const reading = {
    buffer,
    callback: (count: number): boolean => {
      served.received(buffer.subarray(0, count));
      return true;
    },
  };
  const socket = connect({ host, port, noDelay: true, keepAlive: true, onread: reading });
  const served = serveSocket(socket, 'connect', handlers);
  return served.giveUp;
};

export interface ServedSocket {
  /** To be called with what the socket brings, where it does not tell by `data`. */
  readonly received: (bytes: Uint8Array) => void;
  readonly giveUp: () => void;
}

/** Connects a socket's events to the handlers; `ready` is the event that says it may be written to. */
export function serveSocket(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  handlers: TransportHandlers,
): ServedSocket {
  let over = false;
  let reason: Error | undefined;
  const giveUp = (): void => {
    over = true;
    socket.destroy();
  };
  const received = (bytes: Uint8Array): void => {
    if (!over) handlers.received(bytes);
  };
  socket.once(ready, () => {
    if (!over) handlers.opened(overSocket(socket, giveUp));
  });
  socket.on('error', error => {
    reason ??= error;
  });
  socket.once('end', () => socket.destroy());
  socket.once('close', () => {
    if (over) return;
    over = true;
    handlers.closed(reason);
  });
  return { received, giveUp };
}

function overSocket(socket: Socket, close: () => void): Transport {
  return {
    localAddress: `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`,
    // A failed write is followed by the socket's own `close`, which tells it.
    write: (bytes, written) => void socket.write(bytes, () => written()),
    close,
  };
}
