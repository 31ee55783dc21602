import { setImmediate as turn } from 'node:timers/promises';
import { Data, Schema, UnsentSchemaError } from '@hazelrx/protocol';
import fc from 'fast-check';
import {
  concat,
  defer,
  EMPTY,
  from,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  type ObservableInput,
  of,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HazelcastError } from '../../src/errors.js';
import { putFrom, type PutFromOptions, type PutProgress, type PutTarget } from '../../src/structures/put-from.js';

type Pair = readonly [key: string, value: number];

interface Request {
  readonly partition: number;
  readonly entries: readonly Pair[];
  /** What is subscribed to. */
  readonly answer$: Subject<void>;
  acknowledge(): void;
}

const details = { operation: 'Map.putAll', structure: 'm' };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function atOnce<T>(run: () => T): Observable<T> {
  return defer(() => of(run()));
}

/** Partitions by the number a key ends with; answers when it is told to, or at once. */
class FakeMembers implements PutTarget {
  readonly details = details;
  connected$: Observable<unknown> = of(true);
  readonly requests: Request[] = [];
  readonly open = new Set<Request>();
  readonly state = new Map<string, number>();
  /** The most entries that were ever in flight. */
  mostInFlight = 0;

  constructor(
    readonly partitions = 4,
    readonly atOnce = false,
  ) {}

  key(key: unknown): Data {
    return this.value(key);
  }

  value(value: unknown): Data {
    if (typeof value === 'function') throw new TypeError('functions cannot be serialized');
    return new Data(encoder.encode(JSON.stringify(value)));
  }

  resolved<T>(run: () => T): Observable<T> {
    return atOnce(run);
  }

  partitionOf(key: Data): number {
    return Number(/\d+$/.exec(read(key) as string)![0]) % this.partitions;
  }

  write(partition: number, blobs: readonly (readonly [Data, Data])[]): Observable<unknown> {
    const entries = blobs.map(([key, value]): Pair => [read(key) as string, read(value) as number]);
    return new Observable(subscriber => {
      if ([...this.open].some(request => request.partition === partition)) throw new Error('one request a partition');
      const answer$ = new Subject<void>();
      const acknowledge = (): void => {
        this.open.delete(request);
        for (const [key, value] of entries) this.state.set(key, value);
        answer$.next();
        answer$.complete();
      };
      const request: Request = { partition, entries, answer$, acknowledge };
      this.requests.push(request);
      this.open.add(request);
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
      const subscription = answer$.subscribe(subscriber);
      if (this.atOnce) acknowledge();
      return subscription;
    });
  }

  get inFlight(): number {
    return [...this.open].reduce((sum, { entries }) => sum + entries.length, 0);
  }

  /** Entries of all requests so far, by the partition. */
  sentTo(partition: number): Pair[][] {
    return this.requests.filter(request => request.partition === partition).map(({ entries }) => [...entries]);
  }

  acknowledge(...partitions: number[]): void {
    for (const request of this.open) {
      if (partitions.length === 0 || partitions.includes(request.partition)) request.acknowledge();
    }
  }
}

function read({ bytes }: Data): unknown {
  return JSON.parse(decoder.decode(bytes));
}

afterEach(() => vi.unstubAllGlobals());

/** What a subscription has brought so far. */
function watch(
  members: FakeMembers,
  source: ObservableInput<readonly [unknown, unknown]>,
  options: PutFromOptions = {},
) {
  const seen = {
    progress: [] as PutProgress[],
    errors: [] as unknown[],
    completed: 0,
    get trouble(): HazelcastError {
      expect(seen.errors).toEqual([expect.any(HazelcastError)]);
      return seen.errors[0] as HazelcastError;
    },
    get ended(): boolean {
      return seen.errors.length + seen.completed > 0;
    },
  };
  const subscription = putFrom(source, options, members).subscribe({
    next: progress => seen.progress.push(progress),
    error: error => seen.errors.push(error),
    complete: () => seen.completed++,
  });
  return Object.assign(seen, { subscription });
}

/** Turns of the event loop after which a stream that has not ended never will. */
const PATIENCE = 10_000;

/** Acknowledges all that comes, or as it is told, until the stream has ended; how many turns that took. */
async function drain(
  members: FakeMembers,
  seen: { readonly ended: boolean },
  acknowledge = (): void => members.acknowledge(),
): Promise<number> {
  for (let turns = 0; turns < PATIENCE; turns++) {
    if (seen.ended) return turns;
    await turn();
    acknowledge();
  }
  throw new Error(`not ended after ${PATIENCE} turns`);
}

const pairs = (count: number, keys = count): Pair[] => Array.from({ length: count }, (_, i) => [`k${i % keys}`, i]);

/** An iterator with a count of what is asked of it. */
function counted(items: readonly unknown[]) {
  const calls = { next: 0, returned: 0 };
  const inner = items[Symbol.iterator]();
  const next = (): IteratorResult<Pair> => (calls.next++, inner.next() as IteratorResult<Pair>);
  const close = (): IteratorResult<Pair> => (calls.returned++, { done: true, value: undefined });
  const iterable: Iterable<Pair> = { [Symbol.iterator]: () => ({ next, return: close }) };
  return { source: iterable as ObservableInput<Pair>, calls };
}

function countedLater(items: readonly unknown[], answer: () => Promise<unknown> = () => Promise.resolve()) {
  const { source, calls } = counted(items);
  const inner = (source as Iterable<Pair>)[Symbol.iterator]();
  const later = { ...calls, awaited: 0, mostAwaited: 0 };
  const next = async (): Promise<IteratorResult<Pair>> => {
    later.mostAwaited = Math.max(later.mostAwaited, ++later.awaited);
    later.next++;
    await answer();
    later.awaited--;
    return inner.next();
  };
  const close = (): Promise<IteratorResult<Pair>> => (
    later.returned++,
    Promise.resolve({ done: true, value: undefined })
  );
  const iterable: AsyncIterable<Pair> = { [Symbol.asyncIterator]: () => ({ next, return: close }) };
  return { source: iterable as ObservableInput<Pair>, calls: later };
}

const pulled = [['an iterable', counted], ['an async iterable', countedLater]] as const; // prettier-ignore

describe('putFrom', () => {
  it('does nothing until it is subscribed to, and then once for each subscription', async () => {
    const members = new FakeMembers(4, true);
    let iterated = 0;
    const source = { [Symbol.iterator]: () => (iterated++, pairs(3)[Symbol.iterator]()) };
    const put$ = putFrom(source as ObservableInput<Pair>, {}, members);
    await turn();
    expect([iterated, members.requests.length]).toEqual([0, 0]);
    for (const times of [1, 2]) {
      expect(await lastValueFrom(put$)).toEqual({ taken: 3, written: 3 });
      expect([iterated, members.requests.length]).toEqual([times, 3 * times]);
    }
  });

  it('sends what comes in one turn in one batch a partition, and what comes for a busy one in the next', async () => {
    const members = new FakeMembers(2);
    const source = new Subject<Pair>();
    const seen = watch(members, source);
    source.next(['a0', 1]);
    source.next(['a1', 2]);
    await Promise.resolve();
    source.next(['b0', 3]);
    expect(members.requests).toEqual([]);
    await turn();
    expect(members.sentTo(0)).toEqual([[['a0', 1], ['b0', 3]]]); // prettier-ignore
    expect(members.sentTo(1)).toEqual([[['a1', 2]]]);
    source.next(['a0', 4]);
    await turn();
    source.next(['a0', 5]);
    source.next(['c0', 6]);
    await turn();
    expect(members.requests).toHaveLength(2);
    members.acknowledge(0);
    await turn();
    expect(members.sentTo(0)[1]).toEqual([['a0', 4], ['a0', 5], ['c0', 6]]); // prettier-ignore
    expect(members.sentTo(1)).toHaveLength(1);
    source.complete();
    await drain(members, seen);
    expect(seen.progress).toEqual([
      { taken: 6, written: 2 },
      { taken: 6, written: 3 },
      { taken: 6, written: 6 },
    ]);
    expect(seen.completed).toBe(1);
  });

  it.each([
    ['an array', () => pairs(50)],
    ['a Map', () => new Map(pairs(50))],
    ['a generator', function* () { yield* pairs(50); }],
    ['an async generator', async function* () { yield* pairs(50); }],
    ['an Observable', () => from(pairs(50))],
    ['a ReadableStream', () => new ReadableStream<Pair>({ start: out => (pairs(50).forEach(pair => out.enqueue(pair)), out.close()) })],
    ['a list without an iterator', () => Object.assign({ length: 50 }, pairs(50))],
  ] as const)('takes %s', async (_, make) => {
    const members = new FakeMembers(4, true);
    expect(await lastValueFrom(putFrom(make(), { inFlight: 7 }, members))).toEqual({ taken: 50, written: 50 });
    expect(members.state).toEqual(new Map(pairs(50)));
    expect(members.mostInFlight).toBeLessThanOrEqual(7);
  }); // prettier-ignore

  it('takes a promise of an entry', async () => {
    const members = new FakeMembers(4, true);
    expect(await lastValueFrom(putFrom(Promise.resolve(['k1', 7] as const), {}, members))).toEqual({ taken: 1, written: 1 }); // prettier-ignore
    expect(members.state).toEqual(new Map([['k1', 7]]));
  });

  it.each([
    ['array', []],
    ['Observable', EMPTY],
    ['async iterable', (async function* () {})()],
    ['Observable that completes later', from(Promise.resolve()).pipe(take(0))],
  ] as [string, ObservableInput<Pair>][])('emits once for an empty %s', async (_, source) => {
    const members = new FakeMembers();
    expect(await lastValueFrom(putFrom(source, {}, members).pipe(toArray()))).toEqual([{ taken: 0, written: 0 }]);
    expect(members.requests).toEqual([]);
  });

  it('tells of each acknowledgement, and of the last not twice', async () => {
    const members = new FakeMembers(3);
    const source = new Subject<Pair>();
    const seen = watch(members, source);
    pairs(6).forEach(pair => source.next(pair));
    await turn();
    members.acknowledge(0);
    members.acknowledge(1);
    members.acknowledge(2);
    await turn();
    expect(seen.completed).toBe(0);
    source.complete();
    await turn();
    expect(seen.progress.map(({ taken, written }) => [taken, written])).toEqual([[6, 2], [6, 4], [6, 6]]); // prettier-ignore
    expect(seen.completed).toBe(1);
  });
});

describe('demand', () => {
  it.each(pulled)('asks %s for no more than there is room for', async (_, make) => {
    const { source, calls } = make(pairs(100));
    const members = new FakeMembers(4);
    const seen = watch(members, source, { inFlight: 10 });
    await turn();
    expect([calls.next, members.inFlight]).toEqual([10, 10]);
    await turn();
    expect(calls.next).toBe(10);
    members.acknowledge(1);
    await turn();
    // Those of the partition: 1, 5 and 9.
    expect([calls.next, seen.progress]).toEqual([13, [{ taken: 10, written: 3 }]]);
    await drain(members, seen);
    expect([calls.next, calls.returned, seen.completed]).toEqual([101, 0, 1]);
    expect(members.mostInFlight).toBe(10);
    expect(seen.progress.every(({ taken, written }) => taken - written <= 10)).toBe(true);
  });

  it('has one `next` of an async iterable outstanding', async () => {
    const { source, calls } = countedLater(pairs(40), turn);
    const members = new FakeMembers(4, true);
    expect(await lastValueFrom(putFrom(source, { inFlight: 5 }, members))).toEqual({ taken: 40, written: 40 });
    expect([calls.next, calls.mostAwaited]).toEqual([41, 1]);
  });

  it('sends few requests for many entries of a synchronous source', async () => {
    const members = new FakeMembers(10);
    const seen = watch(members, pairs(10_000), { inFlight: 1000 });
    const turns = await drain(members, seen);
    expect(members.requests).toHaveLength((10_000 / 1000) * 10);
    expect(turns).toBeLessThanOrEqual(12);
  });

  it('sends few requests for an async source that does not let it wait', async () => {
    const members = new FakeMembers(10);
    const seen = watch(members, countedLater(pairs(10_000)).source, { inFlight: 1000 });
    await drain(members, seen);
    expect(members.requests).toHaveLength((10_000 / 1000) * 10);
  });

  it('takes nothing from an iterable before it is connected, but all that an Observable pushes', async () => {
    const connected$ = new Subject<void>();
    const { source, calls } = counted(pairs(5));
    const subject = new Subject<Pair>();
    const both = [source, subject].map(entries => {
      const members = Object.assign(new FakeMembers(4), { connected$ });
      return { members, seen: watch(members, entries, { inFlight: 2 }) };
    });
    const inFlight = () => both.map(({ members }) => members.inFlight);
    pairs(5).forEach(pair => subject.next(pair));
    subject.complete();
    await turn();
    expect([calls.next, inFlight()]).toEqual([0, [0, 0]]);
    connected$.next();
    await turn();
    expect([calls.next, inFlight()]).toEqual([2, [2, 2]]);
    for (const { members, seen } of both) {
      await drain(members, seen);
      expect(seen.progress.at(-1)).toEqual({ taken: 5, written: 5 });
    }
    expect(connected$.observed).toBe(false);
  });

  it('waits for the connection with an empty Observable too, and does not connect for one that fails at once', async () => {
    let connections = 0;
    const connected$ = new Subject<void>();
    const counted$ = new Observable<void>(subscriber => (connections++, connected$.subscribe(subscriber)));
    const members = Object.assign(new FakeMembers(), { connected$: counted$ });
    const seen = watch(members, EMPTY);
    watch(
      members,
      throwError(() => new Error('mine')),
    );
    await turn();
    expect([seen.ended, connections]).toEqual([false, 1]);
    connected$.complete();
    await turn();
    expect(seen).toMatchObject({ completed: 1, progress: [{ taken: 0, written: 0 }] });
  });

  it('counts what an Observable has pushed as taken, and keeps it waiting in order', async () => {
    const members = new FakeMembers(1);
    const source = new Subject<Pair>();
    const seen = watch(members, source, { inFlight: 3, buffer: 5 });
    pairs(8, 2).forEach(pair => source.next(pair));
    await turn();
    members.acknowledge();
    expect(seen.progress).toEqual([{ taken: 8, written: 3 }]);
    source.complete();
    await drain(members, seen);
    expect(members.sentTo(0).map(entries => entries.map(([, value]) => value))).toEqual([[0, 1, 2], [3, 4, 5], [6, 7]]); // prettier-ignore
  });

  it.each([
    ['of its own time', (subject: Subject<Pair>) => subject],
    ['that pushes while it is subscribed to', () => new Observable<Pair>(s => { for (let i = 0; !s.closed; i++) s.next(['k1', i]); })],
    ['that does, and stays', () => concat(pairs(100), NEVER)],
  ] as const)('ends with an error when an Observable %s pushes more than the buffer holds', async (_, make) => {
    const members = new FakeMembers();
    const subject = new Subject<Pair>();
    const seen = watch(members, make(subject), { inFlight: 2, buffer: 3 });
    if (!seen.ended) pairs(5).forEach(pair => subject.next(pair));
    if (!seen.ended) subject.next(['k9', 9]);
    expect(seen.trouble).toMatchObject({ code: 'HAZELCAST_OVERLOAD', ...details });
    expect(seen.trouble.message).toMatch(/^Map\.putAll 'm': .*putFrom.*\(2\).*\(3\).*iterable or async iterable.*raise `buffer`$/);
    expect(subject.observed).toBe(false);
    await turn();
    expect(members.requests).toEqual([]);
  }); // prettier-ignore

  it('lets an Observable push exactly what fits, again and again', async () => {
    const members = new FakeMembers(2, true);
    const source = new Subject<Pair>();
    const seen = watch(members, source, { inFlight: 2, buffer: 3 });
    for (let i = 0; i < 100; i++) {
      pairs(5).forEach(pair => source.next(pair));
      const wanted = (i + 1) * 5;
      await drain(members, { get ended() { return seen.progress.at(-1)?.written === wanted; } }); // prettier-ignore
    }
    expect(seen.errors).toEqual([]);
  });

  it.each([
    ['inFlight', 0], ['inFlight', -1], ['inFlight', 1.5], ['inFlight', Number.NaN], ['inFlight', Infinity], ['inFlight', '5'],
    ['buffer', -1], ['buffer', 0.5], ['buffer', Infinity],
  ])('refuses %s = %s', (option, value) => {
    const { source, calls } = counted(pairs(3));
    const seen = watch(new FakeMembers(), source, { [option]: value });
    expect(seen.trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', ...details });
    expect(seen.trouble.reason).toContain(`${option} must be a whole number`);
    expect(calls).toEqual({ next: 0, returned: 0 });
  }); // prettier-ignore
});

describe('errors', () => {
  const bad = [
    ['null', null, 'ILLEGAL_ARGUMENT'],
    ['undefined', undefined, 'ILLEGAL_ARGUMENT'],
    ['a string', 'kv', 'ILLEGAL_ARGUMENT'],
    ['an object', { key: 'k1', value: 1 }, 'ILLEGAL_ARGUMENT'],
    ['a key alone', ['k1'], 'ILLEGAL_ARGUMENT'],
    ['a null key', [null, 1], 'ILLEGAL_ARGUMENT'],
    ['a null value', ['k1', null], 'ILLEGAL_ARGUMENT'],
    ['a value that cannot be serialized', ['k1', () => 0], 'ILLEGAL_ARGUMENT'],
  ] as const;

  describe.each(pulled)('from %s', (_, make) => {
    it.each(bad)('end it with %s: nothing later is sent and the source is closed', async (_, entry, code) => {
      const { source, calls } = make([['k0', 0], ['k1', 1], entry, ['k3', 3]]); // prettier-ignore
      const members = new FakeMembers();
      const seen = watch(members, source, { inFlight: 2 });
      await turn();
      expect(members.requests).toHaveLength(2);
      members.acknowledge();
      await turn();
      expect(seen.trouble).toMatchObject({ code, ...details });
      expect(members.requests).toHaveLength(2);
      expect(calls).toMatchObject({ next: 3, returned: 1 });
      // It may end it before the second acknowledgement is told: the first has made room.
      expect(seen.progress[0]).toEqual({ taken: 2, written: 1 });
    });
  });

  it.each(bad)('end it with %s from an Observable, at once', async (_, entry, code) => {
    const members = new FakeMembers();
    const source = new Subject<Pair>();
    const seen = watch(members, source);
    source.next(['k0', 0]);
    source.next(entry as never);
    expect(seen.trouble).toMatchObject({ code, ...details });
    expect(source.observed).toBe(false);
    await turn();
    expect(members.requests).toEqual([]);
  });

  it.each(pulled)('of a write end it at once and close %s', async (_, make) => {
    const { source, calls } = make(pairs(100));
    const members = new FakeMembers(4);
    const seen = watch(members, source, { inFlight: 8 });
    await turn();
    const error = new HazelcastError('SPLIT_BRAIN_PROTECTION', 'too few');
    members.requests[1]!.answer$.error(error);
    expect(seen.errors).toEqual([error]);
    expect(calls).toMatchObject({ next: 8, returned: 1 });
    expect(members.requests.map(({ answer$ }) => answer$.observed)).toEqual([false, false, false, false]);
    members.acknowledge();
    await turn();
    expect([members.requests.length, calls.next, seen.progress]).toEqual([4, 8, []]);
  });

  it('of a write that fails at once keep the others of the turn from being sent', async () => {
    const members = new FakeMembers(4);
    let writes = 0;
    const write = () => (writes++, throwError(() => new Error('no')));
    const seen = watch(Object.assign(members, { write }), pairs(10));
    await turn();
    expect([writes, String(seen.errors)]).toEqual([1, 'Error: no']);
  });

  it.each([
    ['an Observable', () => concat(pairs(4), throwError(() => new Error('mine')))],
    ['a promise', () => Promise.reject(new Error('mine'))],
    ['an iterable without an iterator', () => ({ [Symbol.iterator]: () => { throw new Error('mine'); } })],
    ['an Observable that throws', () => new Observable<Pair>(() => { throw new Error('mine'); })],
  ] as [string, () => ObservableInput<Pair>][])('of %s end it as they are', async (_, make) => {
    const members = new FakeMembers();
    const seen = watch(members, make());
    await turn();
    expect(seen.errors).toEqual([new Error('mine')]);
    expect(members.requests).toEqual([]);
  }); // prettier-ignore

  it.each([
    ['an iterable', Symbol.iterator, () => { throw new Error('mine'); }],
    ['an async iterable', Symbol.asyncIterator, () => Promise.reject(new Error('mine'))],
    ['an async iterable that throws', Symbol.asyncIterator, () => { throw new Error('mine'); }],
  ] as const)('of %s end it as they are, and nothing is closed that has failed by itself', async (_, symbol, next) => {
    let closed = 0;
    const members = new FakeMembers();
    const seen = watch(members, { [symbol]: () => ({ next, return: () => closed++ }) } as never);
    await turn();
    expect(seen.errors).toEqual([new Error('mine')]);
    expect([members.requests, closed]).toEqual([[], 0]);
  }); // prettier-ignore

  it('of the source leave what is in flight and send nothing more', async () => {
    const members = new FakeMembers(1);
    const source = new Subject<Pair>();
    const seen = watch(members, source);
    source.next(['k0', 0]);
    await turn();
    source.next(['k1', 1]);
    source.error('broken');
    members.acknowledge();
    await turn();
    expect(seen).toMatchObject({ errors: ['broken'], progress: [], completed: 0 });
    expect(members.requests).toHaveLength(1);
  });

  it.each([false, true])('of the connection end it (connected before: %s)', async before => {
    const connected = new Subject<void>();
    const { source, calls } = counted(pairs(100));
    const members = Object.assign(new FakeMembers(), { connected$: connected });
    const seen = watch(members, source, { inFlight: 4 });
    if (before) connected.next();
    await turn();
    connected.error('shut down');
    expect(seen.errors).toEqual(['shut down']);
    expect(calls).toEqual({ next: before ? 4 : 0, returned: 1 });
    expect([...members.open].some(({ answer$ }) => answer$.observed)).toBe(false);
  });

  it('of a source that is no source end it', () => {
    for (const none of [undefined, null, 5, {}]) {
      expect(watch(new FakeMembers(), none as never).errors).toMatchObject([{ code: 'ILLEGAL_ARGUMENT' }]);
    }
  });

  it('of a generator that was read before end it', () => {
    const generator = pairs(3).values();
    expect(watch(new FakeMembers(), generator).errors).toEqual([]);
    expect(watch(new FakeMembers(), generator).errors).toMatchObject([{ code: 'ILLEGAL_ARGUMENT' }]);
  });

  it('of closing the source come too late', async () => {
    const close = () => {
      throw new Error('closing');
    };
    const next = () => ({ done: false, value: ['k1', 1] });
    for (const of of [Symbol.iterator, Symbol.asyncIterator]) {
      const seen = watch(new FakeMembers(), { [of]: () => ({ next, return: close }) } as never, { inFlight: 2 });
      await turn();
      seen.subscription.unsubscribe();
      await turn();
      expect(seen.errors).toEqual([]);
    }
  });
});

describe('unsubscribing', () => {
  it.each(pulled)('leaves what is in flight, takes nothing more and closes %s', async (_, make) => {
    const { source, calls } = make(pairs(100));
    const members = new FakeMembers(4);
    const seen = watch(members, source, { inFlight: 8 });
    await turn();
    seen.subscription.unsubscribe();
    expect(calls).toMatchObject({ next: 8, returned: 1 });
    expect(members.requests.map(({ answer$ }) => answer$.observed)).toEqual([false, false, false, false]);
    members.acknowledge();
    await turn();
    expect([members.requests.length, calls.next, calls.returned, seen.progress, seen.ended]).toEqual([4, 8, 1, [], false]); // prettier-ignore
  });

  it('leaves an Observable, and does not send what it has brought in this turn', async () => {
    const source = new Subject<Pair>();
    const members = new FakeMembers();
    const seen = watch(members, source);
    source.next(['k0', 0]);
    seen.subscription.unsubscribe();
    expect(source.observed).toBe(false);
    await turn();
    expect(members.requests).toEqual([]);
  });

  it('closes an async iterable whose `next` is outstanding, once, and ignores its answer', async () => {
    const answer = new Subject<void>();
    const { source, calls } = countedLater(pairs(5), () => lastValueFrom(answer, { defaultValue: undefined }));
    const members = new FakeMembers();
    const serialized = vi.spyOn(members, 'value');
    const seen = watch(members, source);
    await turn();
    seen.subscription.unsubscribe();
    expect(calls).toMatchObject({ next: 1, returned: 1 });
    answer.complete();
    await turn();
    expect(calls).toMatchObject({ next: 1, returned: 1 });
    expect(serialized).not.toHaveBeenCalled();
  });

  it('closes a generator that is left from within, after that', async () => {
    const members = Object.assign(new FakeMembers(), { connected$: from(turn()) });
    const left: string[] = [];
    function* source(): Generator<Pair> {
      try {
        yield ['k0', 0];
        seen.subscription.unsubscribe();
        left.push('unsubscribed');
        yield ['k1', 1];
        left.push('asked again');
      } finally {
        left.push('closed');
      }
    }
    const seen = watch(members, source());
    await turn();
    expect(left).toEqual(['unsubscribed', 'closed']);
    expect(members.requests).toEqual([]);
  });

  it('does not close an iterator that has ended by itself', async () => {
    for (const [, make] of pulled) {
      const { source, calls } = make(pairs(3));
      const members = new FakeMembers(1);
      const seen = watch(members, source);
      await turn();
      seen.subscription.unsubscribe();
      expect(calls).toMatchObject({ next: 4, returned: 0 });
    }
  });

  it('from within the progress ends it there', async () => {
    const { source, calls } = counted(pairs(100));
    const members = new FakeMembers(4, true);
    const seen = await lastValueFrom(putFrom(source, { inFlight: 8 }, members).pipe(take(2), toArray()));
    // Of the four partitions two have got their request. Room is made after it was told of.
    expect(seen[0]).toEqual({ taken: 8, written: 2 });
    await turn();
    expect([members.requests.length, calls.next, calls.returned]).toEqual([2, 10, 1]);
  });
});

describe('from within', () => {
  it('takes what the source pushes while an answer is being delivered', async () => {
    const members = new FakeMembers(1);
    const source = new Subject<Pair>();
    const progress: PutProgress[] = [];
    let completed = false;
    putFrom(source, { inFlight: 2 }, members).subscribe({
      next: seen => {
        progress.push(seen);
        if (seen.written < 5) source.next([`k${seen.written}`, seen.written]);
        else source.complete();
      },
      complete: () => (completed = true),
    });
    source.next(['k0', 0]);
    for (let i = 0; i < 5; i++) {
      await turn();
      members.acknowledge();
    }
    await turn();
    expect(members.sentTo(0)).toEqual(pairs(5).map(pair => [pair]));
    expect(progress.map(({ written }) => written)).toEqual([1, 2, 3, 4, 5]);
    expect(completed).toBe(true);
  });

  it('takes what the source pushes while a request is being sent, also for the same partition', async () => {
    const members = new FakeMembers(1);
    const source = new Subject<Pair>();
    const sending = members.write.bind(members);
    const write: FakeMembers['write'] = (partition, entries) => {
      if (members.requests.length === 0) source.next(['k1', 1]);
      return sending(partition, entries);
    };
    const seen = watch(Object.assign(members, { write }), source);
    source.next(['k0', 0]);
    await turn();
    source.complete();
    await drain(members, seen);
    expect(members.sentTo(0)).toEqual([[['k0', 0]], [['k1', 1]]]);
  });

  it('acknowledges from within the `next` of an iterable', async () => {
    const members = new FakeMembers(2);
    function* source(): Generator<Pair> {
      for (const pair of pairs(50)) {
        members.acknowledge();
        yield pair;
      }
    }
    const seen = watch(members, source(), { inFlight: 4 });
    await drain(members, seen);
    expect(seen.progress.at(-1)).toEqual({ taken: 50, written: 50 });
    expect(members.state).toEqual(new Map(pairs(50)));
    expect(members.mostInFlight).toBeLessThanOrEqual(4);
  });

  it('tells of an error once, whatever its reader then does', async () => {
    const members = new FakeMembers(2);
    const source = new Subject<Pair>();
    const errors: unknown[] = [];
    putFrom(source, {}, members).subscribe({
      error: error => {
        errors.push(error);
        members.acknowledge();
        source.next(['k1', 1]);
        source.error('again');
      },
    });
    pairs(2).forEach(pair => source.next(pair));
    await turn();
    members.requests[0]!.answer$.error('first');
    await turn();
    expect([errors, members.requests.length]).toEqual([['first'], 2]);
  });
});

describe('an entry whose schema the members do not have yet', () => {
  /** Has the schema of a value once it was asked for it. */
  class Learning extends FakeMembers {
    readonly asked: Subject<void>[] = [];
    known = false;

    override value(value: unknown): Data {
      if (value === 2 && !this.known) throw new UnsentSchemaError(new Schema('two', []));
      return super.value(value);
    }

    override resolved<T>(run: () => T): Observable<T> {
      const answer$ = new Subject<void>();
      this.asked.push(answer$);
      return answer$.pipe(map(run));
    }
  }

  const entries: Pair[] = [1, 2, 3, 2].map(value => ['k0', value]);

  it.each<[string, () => ObservableInput<Pair>]>([
    ['an array', () => entries],
    ['an Observable', () => from(entries)],
  ])('waits for it, and so do those behind it (%s)', async (_, source) => {
    const members = new Learning(1, true);
    const seen = watch(members, source());
    await turn();
    expect(members.requests.map(request => request.entries)).toEqual([[['k0', 1]]]);
    expect(members.asked).toHaveLength(1);
    members.known = true;
    members.asked[0]!.next();
    await turn();
    // Where it had come before the schema did, the last one was not serialized either.
    members.asked[1]?.next();
    await turn();
    expect(members.requests.flatMap(request => request.entries)).toEqual(entries);
    expect(seen.progress.at(-1)).toEqual({ taken: 4, written: 4 });
    expect(seen.completed).toBe(1);
  });

  it('ends it where the members refuse', async () => {
    const members = new Learning(1, true);
    const seen = watch(members, entries);
    await turn();
    members.asked[0]!.error('refused');
    await turn();
    expect(seen.errors).toEqual(['refused']);
    expect(members.asked[0]!.observed).toBe(false);
  });
});

describe('200,000 entries with answers at once', () => {
  const many = pairs(200_000);

  it.each([
    ['an array', () => many],
    ['a synchronous Observable', () => from(many)],
    ['an async iterable', async function* () { yield* many; }],
  ] as const)('from %s, on a flat stack', async (_, make) => {
    const sized = (value: unknown): Data => new Data(new Uint8Array(String(value).length));
    const target = { details, connected$: of(0), key: sized, value: sized, resolved: atOnce };
    let [requests, last, previous] = [0, { taken: 0, written: 0 }, 0];
    const write = (): Observable<unknown> => (requests++, EMPTY);
    const partitionOf = ({ bytes }: Data): number => bytes.length;
    const put$ = putFrom(make(), { inFlight: 1000, buffer: 200_000 }, { ...target, partitionOf, write });
    for await (const progress of iterate(put$)) {
      if (progress.taken < last.taken || progress.written <= last.written) expect.fail('went back');
      [previous, last] = [last.written, progress];
    }
    expect(last).toEqual({ taken: 200_000, written: 200_000 });
    expect(previous).toBeLessThan(200_000);
    expect(requests).toBeLessThanOrEqual(200 * 3);
  }); // prettier-ignore
});

/** All items, once it has completed. */
async function* iterate<T>(source: Observable<T>): AsyncGenerator<T> {
  yield* await lastValueFrom(source.pipe(toArray()));
}

it('sends at the end of a run of microtasks where there is nothing else to wait for', async () => {
  vi.stubGlobal('setImmediate', undefined);
  vi.resetModules();
  const browser = await import('../../src/structures/put-from.js');
  const members = new FakeMembers(2, true);
  const source = new Subject<Pair>();
  const last = lastValueFrom(browser.putFrom(source, {}, members));
  pairs(10).forEach(pair => source.next(pair));
  source.complete();
  await Promise.resolve();
  expect(members.requests).toHaveLength(2);
  expect(await last).toEqual({ taken: 10, written: 10 });
});

/** The same entries from sources of all kinds. */
const kinds = {
  array: (all: Pair[]) => all,
  async: async function* (all: Pair[]) {
    yield* all;
  },
  slow: async function* (all: Pair[]) {
    for (const [i, pair] of all.entries()) {
      if (i % 3 === 0) await turn();
      yield pair;
    }
  },
  pushed: (all: Pair[]) => from(all),
  stepwise: (all: Pair[]) => new Observable<Pair>(subscriber => void push(subscriber, all)),
} satisfies Record<string, (all: Pair[]) => ObservableInput<Pair>>;

async function push(subject: { next(pair: Pair): void; complete(): void }, all: Pair[]): Promise<void> {
  for (const [i, pair] of all.entries()) {
    if (i % 4 === 3) await turn();
    subject.next(pair);
  }
  subject.complete();
}

describe('whatever the keys and the order of the answers', () => {
  it.each(Object.entries(kinds))('the last value of each key from a source (%s) is there in the end', (_, make) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 12 }).map(key => `k${key}`), fc.nat()), { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.nat({ max: 3 })),
        async (all, partitions, inFlight, choices) => {
          const members = new FakeMembers(partitions);
          const seen = watch(members, make(all), { inFlight, buffer: 80 });
          // Some, the youngest first: requests are overtaken by those of other partitions.
          await drain(members, seen, () => {
            const chosen = [...members.open].toReversed().slice(0, choices.next().value);
            for (const request of chosen) request.acknowledge();
          });
          expect(seen.errors).toEqual([]);
          expect(members.state).toEqual(new Map(all));
          expect(members.mostInFlight).toBeLessThanOrEqual(inFlight);
          expect(seen.progress.at(-1)).toEqual({ taken: all.length, written: all.length });
          seen.progress.reduce((before, now) => {
            expect(now.taken).toBeGreaterThanOrEqual(before.taken);
            expect(now.written).toBeGreaterThan(before.written);
            expect(now.taken).toBeGreaterThanOrEqual(now.written);
            return now;
          }, { taken: 0, written: -1 });
          for (let p = 0; p < partitions; p++) {
            const own = all.filter(([key]) => Number(key.slice(1)) % partitions === p);
            expect(members.sentTo(p).flat()).toEqual(own);
          }
        },
      ),
      { numRuns: 60 },
    ),
  ); // prettier-ignore
});
