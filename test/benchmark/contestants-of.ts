// Who does a work, and what those do who cannot do it.
import type { ContestantName } from './orders.js';
import { isStored, type Kind } from './works.js';

/** Where both forms of this client are the same. */
const ONE_FORM: readonly ContestantName[] = ['official', 'hazelrx', 'floor'];
const NO_FLOOR: readonly ContestantName[] = ['official', 'hazelrx'];
/** Their answers must be looked at. */
const CLIENTS: readonly ContestantName[] = ['official', 'hazelrx', 'hazelrxPromise'];
/** Where the official client has nothing: the subsystem that the members may have, and what can be built without it. */
const OF_MAPS: readonly ContestantName[] = ['official', 'officialByHand', 'hazelrx', 'hazelrxPromise'];
const ALL: readonly ContestantName[] = [...CLIENTS, 'floor'];
/** {@link ALL} for the other works. */
const CONTESTANTS_OF: Readonly<Partial<Record<Kind, readonly ContestantName[]>>> = {
  events: ONE_FORM,
  connect: ONE_FORM,
  idle: ONE_FORM,
  ringbuffer: ONE_FORM,
  offerBeside: ONE_FORM,
  lock: CLIENTS,
  query: CLIENTS,
  increment: CLIENTS,
  cpLock: CLIENTS,
  mapIncrement: OF_MAPS,
  mapLock: OF_MAPS,
  consume: NO_FLOOR,
  messages: NO_FLOOR,
  live: NO_FLOOR,
  sql: NO_FLOOR,
  // The official client has none.
  topic: ['hazelrx', 'floor'],
  iterate: ['hazelrx'],
};

/** What a contestant does in place of the work: the nearest thing that it has. */
const INSTEAD: Readonly<Partial<Record<Kind, Readonly<Partial<Record<ContestantName, string>>>>>> = {
  consume: { official: 'take()' },
  mapIncrement: { official: 'CP', officialByHand: 'by hand on maps' },
  mapLock: { official: 'CP', officialByHand: 'by hand on maps' },
  offerBeside: { official: 'take()', hazelrx: 'consume()', floor: 'takes nothing' },
  live: { official: 'listener and Map' },
};

export function contestantsOf(kind: Kind): readonly ContestantName[] {
  return CONTESTANTS_OF[kind] ?? (isStored(kind) ? CLIENTS : ALL);
}

export function insteadOf(kind: Kind): Readonly<Partial<Record<ContestantName, string>>> {
  return INSTEAD[kind] ?? {};
}
