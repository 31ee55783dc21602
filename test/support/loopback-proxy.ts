import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** `requests` go to the member, `answers` come from it. */
export type Direction = 'requests' | 'answers';

/** `cut` ends the connections. `silence` keeps them open and swallows what either side sends. */
export type Break = 'cut' | 'silence';

/** Below the ports that systems give to outgoing connections: nobody takes ours while the proxy is closed. */
const LOWEST_PORT = 12_000;
const HIGHEST_PORT = 15_000;
const PORT_ATTEMPTS = 100;

/** Stands before one member and breaks what a test asks it to. Its address stays the same, also while it is closed. */
export class LoopbackProxy implements AsyncDisposable {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #open = new Set<Passage>();
  readonly #budgets = new Set<Budget>();
  #port = 0;
  #accepted = 0;
  #trap: Trap | undefined;
  #silent = false;

  private constructor(target: string, tls: TlsOptions | undefined) {
    const [host = '', port] = target.split(':');
    this.#target = { host, port: Number(port) };
    this.#server = tls
      ? createTlsServer(tls, client => this.#accept(client)).on('tlsClientError', () => {})
      : createServer({ noDelay: true }, client => this.#accept(client));
  }

  /** Before the member at `target`. With `tls`, clients speak TLS to the proxy; the member is always spoken to in plain. */
  static async start(target: string, tls?: TlsOptions): Promise<LoopbackProxy> {
    const proxy = new LoopbackProxy(target, tls);
    for (let attempt = 1; ; attempt++) {
      try {
        await proxy.#listen(randomInt(LOWEST_PORT, HIGHEST_PORT));
        return proxy;
      } catch (error) {
        if (attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  /** `127.0.0.1:port` */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections open now, the silenced ones included. */
  get open(): number {
    return this.#open.size;
  }

  /** Connections there ever were. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Ends every connection now, both ways, as a broken cable or a reset does. */
  cut(): void {
    for (const passage of this.#open) passage.cut();
  }

  /**
   * Lets through this many more bytes of one direction, over all connections, those to come included, and then breaks
   * them. Resolves when that has happened.
   */
  breakAfter(direction: Direction, bytes: number, how: Break = 'cut'): Promise<void> {
    return new Promise(resolve => this.#budgets.add({ direction, left: bytes, how, spent: resolve }));
  }

  /**
   * Breaks all connections when one of them gets its nth chunk of requests, counted from 1; the chunk is lost. A client
   * sends what it has to say in one turn of its event loop as one chunk.
   */
  breakAtChunk(nth: number, how: Break): Promise<void> {
    return new Promise(resolve => (this.#trap = { nth, how, spent: resolve }));
  }

  /** The connections stay open for good and bring nothing more; new ones are accepted and are the same, until `resume`. */
  silence(): void {
    this.#silent = true;
    for (const passage of this.#open) passage.silent = true;
  }

  /** New connections are forwarded again. Those that were silenced have lost bytes and stay as they are. */
  async resume(): Promise<void> {
    this.#silent = false;
    if (!this.#server.listening) await this.#listen(this.#port);
  }

  /** Nobody listens at the address any more; open connections are cut. */
  async stopAccepting(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.stopAccepting();
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(this.#server, 'listening');
    this.#port = port;
  }

  #accept(client: Socket): void {
    this.#accepted++;
    const member = connect({ ...this.#target, noDelay: true });
    const passage = new Passage(client, member);
    passage.silent = this.#silent;
    this.#open.add(passage);
    passage.carry('requests', bytes => this.#pass(passage, 'requests', bytes));
    passage.carry('answers', bytes => this.#pass(passage, 'answers', bytes));
    client.once('close', () => this.#open.delete(passage));
  }

  #pass(passage: Passage, direction: Direction, bytes: Buffer): void {
    if (direction === 'requests' && ++passage.chunks === this.#trap?.nth) {
      const { how, spent } = this.#trap;
      this.#trap = undefined;
      return this.#break(how, spent);
    }
    const budget = [...this.#budgets].find(each => each.direction === direction);
    if (!budget || bytes.length < budget.left) {
      if (budget) budget.left -= bytes.length;
      return passage.send(direction, bytes);
    }
    this.#budgets.delete(budget);
    if (budget.left > 0) passage.send(direction, bytes.subarray(0, budget.left));
    this.#break(budget.how, budget.spent);
  }

  #break(how: Break, done: () => void): void {
    if (how === 'silence') this.silence();
    else this.cut();
    done();
  }
}

interface Trap {
  readonly nth: number;
  readonly how: Break;
  readonly spent: () => void;
}

interface Budget extends Omit<Trap, 'nth'> {
  readonly direction: Direction;
  left: number;
}

/** One client's connection and the one to the member that belongs to it: they end together. */
class Passage {
  silent = false;
  /** Of requests, so far. */
  chunks = 0;

  constructor(
    readonly client: Socket,
    readonly member: Socket,
  ) {
    for (const socket of [client, member]) {
      socket.on('error', () => {});
      socket.once('close', () => this.#closed(socket));
    }
  }

  carry(direction: Direction, forward: (bytes: Buffer) => void): void {
    const from = direction === 'requests' ? this.client : this.member;
    from.on('data', (bytes: Buffer) => {
      if (!this.silent) forward(bytes);
    });
  }

  send(direction: Direction, bytes: Buffer): void {
    const to = direction === 'requests' ? this.member : this.client;
    if (!to.destroyed) to.write(bytes);
  }

  /** What was passed on still arrives. */
  cut(): void {
    this.silent = true;
    this.client.destroySoon();
    this.member.destroySoon();
  }

  /** A silenced client is not told that the member is gone. */
  #closed(socket: Socket): void {
    if (socket === this.client) this.member.destroy();
    else if (!this.silent) this.client.destroySoon();
  }
}
