// The least a client can do: requests made in advance, answers counted and not looked at.
import { CORRELATION_OFFSET } from '@hazelrx/protocol';
import { BATCH } from '../collections.js';
import type { Cluster, Contestant, Run, Session } from '../contestant.js';
import { Latencies } from '../latencies.js';
import type { Heard } from '../works.js';
import { authenticate } from './floor-handshake.js';
import { listenerFrame, requestFrames } from './floor-frames.js';
import { MessageCounter } from './message-counter.js';
import { RawLine } from './raw-line.js';

/** Ready-made frames on a raw socket. */
export const floor: Contestant = { connect };

/** Nobody sends heartbeats here: a member puts up with that for five minutes after the last request. */
async function connect({ address, clusterName }: Cluster): Promise<Session> {
  const line = await RawLine.open(address);
  const partitionCount = await authenticate(line, clusterName);
  return {
    async prepare(request) {
      const frames = requestFrames(request, partitionCount);
      const messages = request === 'getAll' || request === 'putAll' ? frames.length : 1;
      if (request === 'ringbuffer') return run => exchange(line, { frames, messages }, inBatches(run));
      return run => exchange(line, { frames, messages }, run);
    },
    listen: (heard, onEvent) => countEvents(line, heard, onEvent),
    async close() {
      line.close();
    },
  };
}

/** A record is an operation, and has no time of its own. */
function inBatches(run: Run): Run {
  const operations = Math.ceil(run.operations / BATCH);
  return { ...run, operations, latencies: new Latencies(operations) };
}

interface Requests {
  readonly frames: readonly Uint8Array[];
  /** How many of them are one operation. */
  readonly messages: number;
}

function exchange(line: RawLine, { frames, messages }: Requests, run: Run): Promise<void> {
  const { operations, inFlight, latencies } = run;
  const began = new Map<number, number>();
  let sent = 0;
  let answered = 0;

  const send = (upTo: number): void => {
    if (upTo <= sent) return;
    const now = performance.now();
    for (let n = sent; n < upTo; n += messages) if (latencies.wants(n / messages)) began.set(n / messages, now);
    line.write(joined(frames, sent, upTo));
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
    line.onClosed = reject;
    line.onBytes = bytes => {
      counter.push(bytes);
      if (answered === operations * messages) resolve();
      else send(Math.min(operations, Math.floor(answered / messages) + inFlight) * messages);
    };
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
function countEvents(line: RawLine, heard: Heard, onEvent: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let registered = false;
    const counter = new MessageCounter(() => {
      if (registered) return onEvent();
      registered = true;
      resolve();
    });
    line.onClosed = reject;
    line.onBytes = bytes => counter.push(bytes);
    line.write(listenerFrame(heard));
  });
}
