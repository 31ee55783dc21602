import { connect, type Socket } from 'node:net';
import type { Dial, Transport, TransportHandlers } from '../transport.js';

/** Opens plain TCP connections. */
export const dialTcp: Dial = ({ host, port }, handlers) => {
  const socket = connect({ host, port, noDelay: true, keepAlive: true });
  return serveSocket(socket, 'connect', handlers);
};

/** Connects a socket's events to the handlers; `ready` is the event that says it may be written to. */
export function serveSocket(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  handlers: TransportHandlers,
): () => void {
  let over = false;
  let reason: Error | undefined;
  const end = (): void => {
    over = true;
    socket.destroy();
  };
  socket.once(ready, () => {
    if (!over) handlers.opened(overSocket(socket, end));
  });
  socket.on('data', (bytes: Uint8Array) => {
    if (!over) handlers.received(bytes);
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
  return end;
}

function overSocket(socket: Socket, close: () => void): Transport {
  return {
    localAddress: `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`,
    // A failed write is followed by the socket's own `close`, which tells it.
    write: (bytes, written) => void socket.write(bytes, () => written()),
    close,
  };
}
