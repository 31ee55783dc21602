// The process of one contestant: does what it is told and measures itself.
import { setTimeout } from 'node:timers/promises';
import { type Cluster, type Contestant, inLanes, type Runner, type Session } from './contestant.js';
import { Latencies } from './latencies.js';
import { heapBytes, HeapGrowth, type IdleMeasurement, measured, type Measurement } from './measurement.js';
import type { ContestantName, Order, Reply } from './orders.js';
import type { Heard, Work } from './works.js';

const loaders: Readonly<Record<ContestantName, () => Promise<Contestant>>> = {
  official: async () => (await import('./contestants/official.js')).official,
  officialByHand: async () => (await import('./contestants/official-by-hand.js')).officialByHand,
  hazelrx: async () => (await import('./contestants/hazelrx.js')).hazelrx,
  hazelrxPromise: async () => (await import('./contestants/hazelrx.js')).hazelrxPromise,
  floor: async () => (await import('./contestants/floor.js')).floor,
};

const load = loaders[process.argv[2] as ContestantName];
let cluster: Cluster;
let session: Session;
let events = 0;
let awaited = Infinity;
let onAwaited = (): void => {};

process.on('message', (order: Order) => void reply(order));
process.on('disconnect', () => process.exit());

async function reply(order: Order): Promise<void> {
  const message: Reply = await obey(order).then(
    answer => ({ answer }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send!(message);
}

async function obey(order: Order): Promise<unknown> {
  switch (order.type) {
    case 'connect':
      cluster = order.cluster;
      session = await (await load()).connect(cluster);
      return;
    case 'run':
      return run(order.work, order.warmUp);
    case 'listen':
      return listen(order.work);
    case 'receive':
      return receive(order.events, order.until);
    case 'received':
      return events;
    case 'idle':
      return idle(order.cluster, order.millis);
    case 'close':
      return session.close();
  }
}

async function run(work: Work, warmUp: number): Promise<Measurement> {
  const runner = await runnerOf(work);
  const { inFlight, operations, pause } = work;
  if (pause !== undefined) return measured(operations, latencies => paced(runner, operations, pause, latencies));
  // Before the warm-up: collecting garbage shrinks the young generation.
  const heap = work.kind === 'iterate' ? new HeapGrowth() : undefined;
  const look = (): void => heap?.look();
  if (warmUp > 0) await runner({ operations: warmUp, inFlight, latencies: new Latencies(warmUp) });
  const measurement = await measured(operations, latencies => runner({ operations, inFlight, latencies, look }));
  return { ...measurement, heapGrowthBytes: heap?.bytes };
}

async function runnerOf({ kind }: Work): Promise<Runner> {
  switch (kind) {
    case 'get':
    case 'set':
    case 'getAll':
    case 'getLarge':
    case 'putAll':
    case 'values':
    case 'lock':
    case 'iterate':
    case 'offer':
    case 'poll':
    case 'consume':
    case 'ringbuffer':
    case 'publish':
    case 'tell':
    case 'query':
    case 'change':
    case 'sql':
    case 'increment':
    case 'cpLock':
    case 'mapIncrement':
    case 'mapLock':
    case 'putCompact':
    case 'getCompact':
    case 'putJson':
    case 'getJson':
    case 'putText':
    case 'getText':
    case 'putArray':
    case 'getArray':
      return session.prepare(kind);
    case 'connect': {
      const contestant = await load();
      return given => inLanes(given, async () => (await contestant.connect(cluster)).close());
    }
    case 'events':
    case 'messages':
    case 'topic':
    case 'live':
    case 'offerBeside':
    case 'idle':
      throw new TypeError(`${kind} has an order of its own`);
  }
}

/** The pauses are in none of the latencies. */
async function paced(runner: Runner, operations: number, pause: number, latencies: Latencies): Promise<void> {
  for (let n = 0; n < operations; n++) {
    await runner({ operations: 1, inFlight: 1, latencies });
    await setTimeout(pause);
  }
}

function listen({ kind, waiting = 1 }: Work): Promise<void> {
  const onEvent = (): void => {
    if (++events === awaited) onAwaited();
  };
  return session.listen(kind as Heard, onEvent, waiting);
}

function receive(count: number, until: number): Promise<Measurement> {
  return measured(count, async () => {
    if (events >= until) return;
    await new Promise<void>(resolve => {
      awaited = until;
      onAwaited = resolve;
    });
  });
}

async function idle(at: Cluster, millis: number): Promise<IdleMeasurement> {
  const empty = heapBytes();
  const contestant = await load();
  const loaded = heapBytes();
  const idler = await contestant.connect(at);
  const connected = heapBytes();
  const rssBytes = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  await setTimeout(millis);
  const { user, system } = process.cpuUsage(cpu);
  await idler.close();
  return {
    cpuMicrosPerSecond: ((user + system) * 1000) / millis,
    heapBytes: connected - empty,
    heapBytesConnected: connected - loaded,
    rssBytes,
  };
}
