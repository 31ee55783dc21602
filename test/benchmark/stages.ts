// A get of this client step by step, in this process, without a member: nanoseconds of each.
import { setImmediate } from 'node:timers/promises';
import { encodeRequest, encodeResponse, Serialization, Writer } from '@hazelrx/protocol';
import { mapGet } from '@hazelrx/protocol/operations';
import { Call, type CallHome, type Connection, UserCall } from 'hazelrx/internal';
import { firstValueFrom, Observable } from 'rxjs';
import { keyOf, MAP, VALUES } from './entries.js';
import { ownConnection } from './own-connection.js';
import { type Spread, spreadOf } from './statistics.js';

/** What leaves in one chunk, and comes in one. */
const BATCH = 256;
const BATCHES = 400;
const ROUNDS = 5;

const serialization = new Serialization();
const { connection, router } = ownConnection(serialization);
const { wire } = connection;
const requests = Array.from({ length: BATCH }, (_, i) => ({ name: MAP, key: keyOf(i), threadId: 0 }));

/** Sends and gets answers; nobody wants to know. */
class SilentCall extends Call {
  constructor() {
    super(mapGet, requests[0]!);
  }
  answered(): void {}
  failed(): void {}
  refused(): void {}
  expired(): void {}
}

/** Does a step for a batch and returns the milliseconds it took. */
type Step = () => Promise<number> | number;

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function encode(): number {
  return timed(() => {
    for (const request of requests) {
      const writer = wire.scratch.take();
      encodeRequest(mapGet, writer, request);
      wire.scratch.giveBack(writer);
    }
  });
}

function route(): number {
  const writer = wire.scratch.take();
  encodeRequest(mapGet, writer, requests[0]!);
  return timed(() => {
    for (const request of requests) router.connection(router.partition(mapGet, request, {}, writer), {});
  });
}

function calls(): SilentCall[] {
  return Array.from({ length: BATCH }, () => new SilentCall());
}

function send(to: Connection, batch: readonly Call[]): number {
  const writer = wire.scratch.take();
  const start = encodeRequest(mapGet, writer, requests[0]!);
  return timed(() => {
    for (const call of batch) to.send(call, writer, start);
  });
}

/** The chunk as the outbox hands it on included, the transport not. */
async function write(): Promise<number> {
  const batch = calls();
  const millis = send(connection, batch);
  await setImmediate();
  for (const call of batch) wire.pending.remove(call);
  return millis;
}

const answers = new Writer(serialization, 65_536);

async function parse(): Promise<number> {
  const batch = calls();
  send(connection, batch);
  await setImmediate();
  answers.reset();
  for (const [i, { slot, generation }] of batch.entries()) {
    const start = encodeResponse(mapGet, answers, { response: VALUES[i]! });
    answers.view.setInt32(start + 10, slot, true);
    answers.view.setInt32(start + 14, generation, true);
  }
  const chunk = Buffer.from(answers.copy());
  return timed(() => connection.received(chunk));
}

const home = { ended() {}, forget() {} } as unknown as CallHome;
const toValue = ({ response }: { readonly response: unknown }): unknown => response;
let sent: UserCall[] = [];
const answer = { response: VALUES[0] };

function get(request: Readonly<Record<string, unknown>>): Observable<unknown> {
  return new Observable(subscriber => {
    const call = new UserCall(home, mapGet, request, {}, toValue, subscriber);
    sent.push(call);
    return call;
  });
}

function emitBy(subscribe: (answer: Observable<unknown>) => unknown): Step {
  return async () => {
    sent = [];
    let waiting: unknown;
    const millis = timed(() => {
      waiting = requests.map(request => subscribe(get(request)));
      for (const call of sent) call.answered(answer);
    });
    await Promise.all(waiting as unknown[]);
    return millis;
  };
}

const seen = { next: (): void => {} };
const steps: Readonly<Record<string, Step>> = {
  encode,
  route,
  write,
  parse,
  'emit, subscribe': emitBy(answer => answer.subscribe(seen)),
  'emit, firstValueFrom': emitBy(answer => firstValueFrom(answer)),
};

async function nanosOf(step: Step): Promise<number> {
  let millis = 0;
  for (let i = 0; i < BATCHES; i++) millis += await step();
  return (millis * 1e6) / BATCHES / BATCH;
}

const nanos: Record<string, number[]> = {};
// The first round is the warm-up.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, step] of Object.entries(steps)) {
    const taken = await nanosOf(step);
    if (round > 0) (nanos[name] ??= []).push(taken);
  }
}
const spreads: Record<string, Spread> = {};
for (const [name, taken] of Object.entries(nanos)) spreads[name] = spreadOf(taken)!;
process.send!(spreads);
