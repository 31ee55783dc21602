// The least a client can do: requests made in advance, answers counted and not looked at.
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { CORRELATION_OFFSET } from '@hazelrx/protocol';
import { type Cluster, type Contestant, type Run, type Session } from '../contestant.js';
import { authenticate } from './floor-handshake.js';
import { listenerFrame, requestFrames } from './floor-frames.js';
import { MessageCounter } from './message-counter.js';

/** Ready-made frames on a raw socket. */
export const floor: Contestant = { connect };

/** Nobody sends heartbeats here, so that every use has a socket of its own. */
async function connect(cluster: Cluster): Promise<Session> {
  let current = await open(cluster);
  const renew = async (): Promise<Opened> => {
    current.socket.destroy();
    return (current = await open(cluster));
  };
  return {
    async prepare(request) {
      const { socket, partitionCount } = await renew();
      const frames = requestFrames(request, partitionCount);
      const messages = request === 'getAll' ? frames.length : 1;
      return run => exchange(socket, { frames, messages }, run);
    },
    async listen(onEvent) {
      const { socket } = await renew();
      await countEvents(socket, onEvent);
    },
    async close() {
      current.socket.destroy();
    },
  };
}

interface Opened {
  readonly socket: Socket;
  readonly partitionCount: number;
}

async function open({ address, clusterName }: Cluster): Promise<Opened> {
  const [host, port] = address.split(':') as [string, string];
  const socket = connectSocket({ host, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  // A broken socket also closes, and that ends what waits for it.
  socket.on('error', () => {});
  return { socket, partitionCount: await authenticate(socket, clusterName) };
}

interface Requests {
  readonly frames: readonly Uint8Array[];
  /** How many of them are one operation. */
  readonly messages: number;
}

function exchange(socket: Socket, { frames, messages }: Requests, run: Run): Promise<void> {
  const { operations, inFlight, latencies } = run;
  const began = new Map<number, number>();
  let sent = 0;
  let answered = 0;

  const send = (upTo: number): void => {
    if (upTo <= sent) return;
    const now = performance.now();
    for (let n = sent; n < upTo; n += messages) if (latencies.wants(n / messages)) began.set(n / messages, now);
    socket.write(joined(frames, sent, upTo));
    sent = upTo;
  };
  const ended = (operation: number): void => {
    const start = began.get(operation);
    if (start === undefined) return;
    began.delete(operation);
    latencies.add(performance.now() - start);
  };
  const counter = new MessageCounter(correlation => {
    answered++;
    if (messages === 1) ended(correlation);
    else if (answered % messages === 0) ended(answered / messages - 1);
  });

  return new Promise((resolve, reject) => {
    const receive = (bytes: Buffer): void => {
      counter.push(bytes);
      if (answered < operations * messages) {
        send(Math.min(operations, Math.floor(answered / messages) + inFlight) * messages);
        return;
      }
      socket.off('data', receive).off('close', fail);
      resolve();
    };
    const fail = (): void => reject(new Error('the member closed the connection'));
    socket.on('data', receive).on('close', fail);
    send(Math.min(operations, inFlight) * messages);
  });
}

/** The frames of the messages `from`–`to`, each with its number as its correlation id, as one chunk. */
function joined(frames: readonly Uint8Array[], from: number, to: number): Buffer {
  let length = 0;
  for (let n = from; n < to; n++) length += frames[n % frames.length]!.length;
  const chunk = Buffer.allocUnsafe(length);
  let at = 0;
  for (let n = from; n < to; n++) {
    const frame = frames[n % frames.length]!;
    chunk.set(frame, at);
    chunk.writeInt32LE(n, at + CORRELATION_OFFSET);
    at += frame.length;
  }
  return chunk;
}

/** Resolves with the answer to the registration; every message after it is an event. */
function countEvents(socket: Socket, onEvent: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let registered = false;
    const counter = new MessageCounter(() => {
      if (registered) return onEvent();
      registered = true;
      resolve();
    });
    socket
      .on('data', (bytes: Buffer) => counter.push(bytes))
      .once('close', () => reject(new Error('the member closed the connection')));
    socket.write(listenerFrame());
  });
}
