// How much is on its way and how much waits: asked for in samples, so that no call pays for being counted.
import {
  distinctUntilChanged,
  endWith,
  interval,
  last,
  map,
  type Observable,
  type SchedulerLike,
  startWith,
  takeUntil,
} from 'rxjs';
import type { Connections } from '../cluster/connections.js';
import type { Lifecycle } from '../cluster/lifecycle.js';
import type { CountedStream, StreamCounts } from '../stream-counts.js';
import type { Invoker } from './invoker.js';

/** The buffers of one name. */
export interface StreamPressure {
  readonly name: string;
  /** Items that wait for their consumers now. */
  readonly buffered: number;
  /** Items that were thrown away for want of room, since the client was made. */
  readonly dropped: number;
}

/** What a client holds at one moment. */
export interface Pressure {
  /** Calls of the application under way, those that wait for a connection included: what `maxPendingInvocations` limits. */
  readonly pendingCalls: number;
  /** Calls that nobody waits for any more, whose answer may hold something that has to be given back. */
  readonly keptGiveBacks: number;
  /** Bytes that the transports have not taken yet, of all connections. */
  readonly queuedBytes: number;
  /** Of all streams, those without a name included. */
  readonly buffered: number;
  readonly dropped: number;
  /** By name: each that has a buffer now, or has dropped something. */
  readonly streams: readonly StreamPressure[];
}

export interface PressureParts {
  readonly invoker: Pick<Invoker, 'active' | 'kept'>;
  readonly connections: Pick<Connections, 'open'>;
  readonly lifecycle: Pick<Lifecycle, 'lifecycle$'>;
  readonly streams: Pick<StreamCounts, 'sample'>;
  readonly scheduler: SchedulerLike;
}

/** Milliseconds between two samples. */
const EVERY = 100;

/** Cold: a sample on subscribe, then one every 100 ms where it differs from the last told, one at the end of the client. */
export function pressureOf(parts: PressureParts): Observable<Pressure> {
  const ended$ = parts.lifecycle.lifecycle$.pipe(last());
  return interval(EVERY, parts.scheduler).pipe(
    startWith(undefined),
    takeUntil(ended$),
    endWith(undefined),
    map(() => sample(parts)),
    distinctUntilChanged((told, now) => told === now, JSON.stringify),
  );
}

function sample({ invoker, connections, streams }: PressureParts): Pressure {
  const counted = streams.sample();
  return {
    pendingCalls: invoker.active,
    keptGiveBacks: invoker.kept,
    queuedBytes: connections.open.reduce((sum, { queuedBytes }) => sum + queuedBytes, 0),
    buffered: counted.reduce((sum, { buffered }) => sum + buffered, 0),
    dropped: counted.reduce((sum, { dropped }) => sum + dropped, 0),
    streams: counted.filter(named),
  };
}

function named(stream: CountedStream): stream is StreamPressure {
  return stream.name !== undefined;
}
