import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What one read may bring; one buffer for all of them. */
const READ_BYTES = 65_536;

/** A socket without what a stream adds: bytes are read into one buffer and handed on. */
export class RawLine {
  /** The bytes are overwritten once it returns. */
  onBytes = (_bytes: Buffer): void => {};
  onClosed = (_error: Error): void => {};
  readonly #socket: Socket;

  private constructor(host: string, port: number) {
    const callback = (length: number, buffer: Uint8Array): boolean => {
      this.onBytes((buffer as Buffer).subarray(0, length));
      return true;
    };
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback },
    });
  }

  /** `host:port` */
  static async open(address: string): Promise<RawLine> {
    const [host, port] = address.split(':') as [string, string];
    const line = new RawLine(host, Number(port));
    await once(line.#socket, 'connect');
    line.#socket
      .on('error', error => line.onClosed(error))
      .on('close', () => line.onClosed(new Error('the member closed the connection')));
    return line;
  }

  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }
}
