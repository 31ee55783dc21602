import { isIP } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import type { Dial } from '../transport.js';
import { serveSocket } from './tcp.js';

/** Opens TLS connections with Node's `tls.connect` options. The member's certificate must match the host it was dialled by. */
export function dialTls(options: ConnectionOptions): Dial {
  return ({ host, port }, handlers) => {
    const named = isIP(host) ? {} : { servername: host };
    const socket = connect({ ...named, ...options, host, port });
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    const { received, giveUp } = serveSocket(socket, 'secureConnect', handlers);
    socket.on('data', received);
    return giveUp;
  };
}
