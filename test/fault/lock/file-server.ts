import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Section, SharedFile } from './shared-file.js';

/** What one process asks for, as a line of JSON. */
export type Request = { readonly process: number } & (
  | ({ readonly step: 'read' } & Section)
  | ({ readonly step: 'write'; readonly counter: number } & Section)
  | { readonly step: 'left'; readonly section: string; readonly outcome: string }
);

/** The counter, absent where it was refused; whether it was written; whether it was the last one. Also a line of JSON. */
export interface Answer {
  readonly counter?: number;
  readonly isWritten?: boolean;
  readonly isOver?: boolean;
}

/** Lets processes at a file, one request after the other. */
export class FileServer implements AsyncDisposable {
  /** No section is to follow. */
  isOver = false;
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(
    readonly file: SharedFile,
    readonly before: (request: Request) => void,
  ) {
    this.#server = createServer({ noDelay: true }, socket => this.#accept(socket));
  }

  /** `before` is called before each answer is sent. */
  static async start(file: SharedFile, before: (request: Request) => void): Promise<FileServer> {
    const server = new FileServer(file, before);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    const lines = createInterface({ input: socket });
    // The process was killed.
    for (const source of [socket, lines]) source.on('error', () => {});
    lines.on('line', line => {
      const request = JSON.parse(line) as Request;
      const answer = this.#answer(request);
      this.before(request);
      if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
    });
  }

  #answer(request: Request): Answer {
    switch (request.step) {
      case 'read': {
        const counter = this.file.read(request);
        return counter === undefined ? {} : { counter };
      }
      case 'write':
        return { isWritten: this.file.write(request, request.counter) };
      case 'left':
        this.file.left(request.section, request.outcome);
        return { isOver: this.isOver };
    }
  }
}
