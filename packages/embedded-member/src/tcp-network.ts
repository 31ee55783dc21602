import { createServer, type Server, type Socket } from 'node:net';
import { type Address, dialTcp, type Transport } from 'hazelrx';
import type { Answering, Network } from './network.js';

const HOST = '127.0.0.1';

/** Sockets on the loopback address, one port a member. */
export class TcpNetwork implements Network {
  readonly dial = dialTcp;
  readonly #answering: Answering;
  readonly #servers = new Map<number, Listening>();

  constructor(answering: Answering) {
    this.#answering = answering;
  }

  /** A free port, which is held from now on. */
  async address(): Promise<Address> {
    const listening = new Listening(this.#answering, 0);
    const port = await listening.port;
    this.#servers.set(port, listening);
    return { host: HOST, port };
  }

  async listen({ port }: Address): Promise<void> {
    if (!this.#servers.has(port)) this.#servers.set(port, new Listening(this.#answering, port));
    await this.#servers.get(port)!.port;
  }

  async close({ port }: Address): Promise<void> {
    const listening = this.#servers.get(port);
    this.#servers.delete(port);
    await listening?.close();
  }
}

/** One listening socket, with the connections it took. */
class Listening {
  /** Resolves once it listens. */
  readonly port: Promise<number>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** Port 0 is any that is free. */
  constructor(answering: Answering, port: number) {
    this.#server = createServer({ noDelay: true }, socket => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      serve(socket, { host: HOST, port: socket.localPort ?? 0 }, answering);
    });
    this.port = new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, HOST, () => resolve((this.#server.address() as { port: number }).port));
    });
  }

  async close(): Promise<void> {
    await this.port.catch(() => {});
    const closed = new Promise<void>(resolve => void this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function serve(socket: Socket, address: Address, answering: Answering): void {
  const transport: Transport = {
    localAddress: `${address.host}:${address.port}`,
    write: (bytes, written) => void socket.write(bytes, () => written()),
    close: () => socket.destroy(),
  };
  const handlers = answering(address, transport);
  if (!handlers) return void socket.destroy();
  handlers.opened(transport);
  socket.on('data', bytes => handlers.received(bytes));
  // A failed connection tells `close` next.
  socket.on('error', () => {});
  socket.once('close', () => handlers.closed(undefined));
}
