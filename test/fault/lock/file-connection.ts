import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Answer, Request } from './file-server.js';

/** Of one process to the shared file. */
export class FileConnection implements Disposable {
  readonly #waiting: ((answer: Answer) => void)[] = [];

  private constructor(readonly socket: Socket) {
    createInterface({ input: socket }).on('line', line => this.#waiting.shift()?.(JSON.parse(line) as Answer));
  }

  static async open(port: number): Promise<FileConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new FileConnection(socket);
  }

  ask(request: Request): Promise<Answer> {
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.socket.write(`${JSON.stringify(request)}\n`);
    });
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
