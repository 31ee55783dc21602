import type { Codecs } from '@hazelrx/protocol';
import { concat, ignoreElements, merge, type Observable, of, takeUntil, timer } from 'rxjs';
import { HazelcastError } from '../errors.js';
import type { ConcurrencyBackend } from '../options.js';
import { FlakeIdGenerator } from '../structures/flake-id-generator.js';
import { HazelcastMap } from '../structures/map.js';
import type { Core, Storable } from '../structures/structure.js';
import type { AtomicLong } from './atomic-long.js';
import type { AtomicReference } from './atomic-reference.js';
import { type BackendOptions, CLOSING } from './backend.js';
import type { CountDownLatch } from './count-down-latch.js';
import { CpAtomicLong } from './cp/cp-atomic-long.js';
import { CpAtomicReference } from './cp/cp-atomic-reference.js';
import { CpCountDownLatch } from './cp/cp-count-down-latch.js';
import { CpGroups } from './cp/cp-group.js';
import { CpLock } from './cp/cp-lock.js';
import type { CpParts } from './cp/cp-primitive.js';
import { CpSemaphore } from './cp/cp-semaphore.js';
import { CpSessions } from './cp/cp-sessions.js';
import type { FencedLock } from './fenced-lock.js';
import type { IdGenerator, IdGeneratorOptions } from './id-generator.js';
import { FenceMap } from './map/fence-map.js';
import { LONGS, MapAtomicLong } from './map/map-atomic-long.js';
import { MapAtomicReference, REFERENCES } from './map/map-atomic-reference.js';
import { LATCHES, MapCountDownLatch } from './map/map-count-down-latch.js';
import { MapLock } from './map/map-lock.js';
import { MapSemaphore, SEMAPHORES } from './map/map-semaphore.js';
import { PermitHolder } from './map/permit-holder.js';
import type { RegisterMap } from './map/register.js';
import type { Semaphore } from './semaphore.js';
import { FlakeIds, SequentialIdGenerator } from './sequential-ids.js';

/** Before the names of the counters that sequential ids come from. */
const IDS = 'hazelrx.ids.';

/** What primitives made of maps share. */
interface MapParts {
  readonly core: Core;
  readonly holder: PermitHolder;
  readonly locks: FenceMap;
  readonly longs: RegisterMap;
  readonly references: RegisterMap;
  readonly latches: RegisterMap;
  readonly semaphores: RegisterMap;
}

/** The same kind of thing, made of one backend or of the other. */
interface Makers<T> {
  readonly cp: (parts: CpParts, name: string, codecs?: Codecs) => T;
  /** `onRemoved`: to be called when nothing of it is left, here and in the cluster. */
  readonly map: (parts: MapParts, name: string, onRemoved: () => void, codecs?: Codecs) => T;
}

const LOCK: Makers<FencedLock> = {
  cp: (parts, name) => new CpLock(parts, name),
  map: ({ core, locks }, name) => new MapLock(core, name, locks),
};
const SEMAPHORE: Makers<Semaphore> = {
  cp: (parts, name) => new CpSemaphore(parts, name),
  map: ({ core, semaphores: map, holder }, name) => new MapSemaphore({ core, map }, name, holder),
};
const ATOMIC_LONG: Makers<AtomicLong> = {
  cp: (parts, name) => new CpAtomicLong(parts, name),
  map: ({ core, longs: map }, name, onRemoved) => new MapAtomicLong({ core, map, onRemoved }, name),
};
const ATOMIC_REFERENCE: Makers<AtomicReference> = {
  cp: (parts, name, codecs) => new CpAtomicReference(parts, name, codecs),
  map: ({ core, references: map }, name, onRemoved, codecs) =>
    new MapAtomicReference({ core, map, onRemoved }, name, codecs?.value),
};
const LATCH: Makers<CountDownLatch> = {
  cp: (parts, name) => new CpCountDownLatch(parts, name),
  map: ({ core, latches: map }, name, onRemoved) => new MapCountDownLatch({ core, map, onRemoved }, name),
};

/** The concurrency primitives of one client: one object a kind, backend and name, made by the first who asks for it. */
export class Primitives {
  readonly #made = new Map<unknown, Map<string, unknown>>();
  readonly #cp: CpParts;
  readonly #map: MapParts;

  constructor(readonly core: Core) {
    const groups = new CpGroups(core);
    this.#cp = { core, groups, sessions: new CpSessions(core, groups) };
    this.#map = {
      core,
      holder: new PermitHolder(core),
      locks: new FenceMap(core),
      longs: new HazelcastMap(core, LONGS),
      references: new HazelcastMap(core, REFERENCES),
      latches: new HazelcastMap(core, LATCHES),
      semaphores: new HazelcastMap(core, SEMAPHORES),
    };
  }

  lock(name: string, options?: BackendOptions): FencedLock {
    return this.#primitive(LOCK, name, options);
  }

  semaphore(name: string, options?: BackendOptions): Semaphore {
    return this.#primitive(SEMAPHORE, name, options);
  }

  atomicLong(name: string, options?: BackendOptions): AtomicLong {
    return this.#primitive(ATOMIC_LONG, name, options);
  }

  /** `codecs`: of the type that is declared for it. Such a one is made anew each time. */
  atomicReference<V extends Storable>(name: string, options?: BackendOptions, codecs?: Codecs): AtomicReference<V> {
    return this.#primitive(ATOMIC_REFERENCE as Makers<AtomicReference<V>>, name, options, codecs);
  }

  countDownLatch(name: string, options?: BackendOptions): CountDownLatch {
    return this.#primitive(LATCH, name, options);
  }

  idGenerator(name: string, { kind = 'sequential', blockSize, backend }: IdGeneratorOptions = {}): IdGenerator {
    if (kind === 'flake') return this.#one('flake', name, () => this.#flakeIds(name));
    const chosen = this.#backend(name, backend);
    return this.#one(`ids/${chosen}/${blockSize}`, name, () => {
      const counter = this.atomicLong(`${IDS}${name}`, { backend: chosen });
      return new SequentialIdGenerator(this.core, name, counter, blockSize);
    });
  }

  /** Gives up what the client holds: sessions, permits. Ends by itself, within seconds, and never fails. */
  close(): Observable<never> {
    const made = [...this.#ofMap<MapLock>(LOCK), ...this.#ofMap<MapSemaphore>(SEMAPHORE)];
    const connected = this.core.router.connections.open.length > 0;
    const late$ = connected ? timer(CLOSING, this.core.scheduler) : of(undefined);
    const givenUp$ = merge(...made.map(primitive => primitive.close())).pipe(takeUntil(late$));
    return merge(this.#cp.sessions.close(), concat(givenUp$, this.#map.holder.close())).pipe(ignoreElements());
  }

  /** The client is over. */
  end(): void {
    this.#cp.sessions.end();
  }

  #ofMap<T>({ map }: Makers<unknown>): Iterable<T> {
    return (this.#made.get(map) as Map<string, T> | undefined)?.values() ?? [];
  }

  #primitive<T>(makers: Makers<T>, name: string, { backend }: BackendOptions = {}, codecs?: Codecs): T {
    const chosen = this.#backend(name, backend);
    const kind = makers[chosen];
    const ofMap = (): T => {
      const made: T = makers.map(this.#map, name, () => this.#drop(kind, name, made), codecs);
      return made;
    };
    const make = chosen === 'cp' ? () => makers.cp(this.#cp, name, codecs) : ofMap;
    return codecs ? make() : this.#one(kind, name, make);
  }

  /** Unless there is another one of this name by now, or it was not kept. */
  #drop(kind: unknown, name: string, made: unknown): void {
    const alike = this.#made.get(kind);
    if (alike?.get(name) === made) alike?.delete(name);
  }

  #backend(name: string, backend: ConcurrencyBackend = this.core.options.concurrencyBackend): ConcurrencyBackend {
    if (backend === 'cp' || backend === 'map') return backend;
    throw new HazelcastError('ILLEGAL_ARGUMENT', `backend must be 'cp' or 'map', not ${String(backend)}`, {
      structure: name,
    });
  }

  /** Whoever takes all there is leaves nothing to others: so `ids()` has a generator of its own. */
  #flakeIds(name: string): FlakeIds {
    return new FlakeIds(new FlakeIdGenerator(this.core, name), new FlakeIdGenerator(this.core, name));
  }

  #one<T>(kind: unknown, name: string, make: () => T): T {
    let alike = this.#made.get(kind) as Map<string, T> | undefined;
    if (!alike) this.#made.set(kind, (alike = new Map<string, T>()));
    let found = alike.get(name);
    if (found === undefined) alike.set(name, (found = make()));
    return found;
  }
}
