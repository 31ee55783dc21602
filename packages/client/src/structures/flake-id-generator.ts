import type { ResponseOf, UUID } from '@hazelrx/protocol';
import { flakeIdGeneratorNewIdBatch } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { catchError, concat, defer, ignoreElements, type Observable, of, share, tap } from 'rxjs';
import { HazelcastError } from '../errors.js';
import { settingsOf } from '../named-settings.js';
import { type Choice, oneOfMembers } from './one-of-members.js';
import { type Core, Structure } from './structure.js';

const SERVICE = 'hz:impl:flakeIdGeneratorService';
const OUT_OF_RANGE = 'FLAKE_ID_NODE_ID_OUT_OF_RANGE_EXCEPTION';
const PREFETCH_COUNT = 100;
const PREFETCH_VALIDITY = 600_000;

/** Ids of one request that nobody has taken yet, and the time after which nobody may. */
interface Batch {
  next: Long;
  left: number;
  readonly increment: Long;
  readonly until: number;
}

/**
 * Ids that no other client of the cluster gets, made of the time, the member and a count: about in the order in which
 * they were fetched. They are fetched many at a time (`flakeIdGenerators` in the configuration), from any member.
 */
export class FlakeIdGenerator extends Structure {
  readonly #count: number;
  readonly #validity: number;
  /** Members that joined too late to make ids. */
  readonly #barren = new Set<string>();
  /** One request for all who wait. It is over before they look, so that who finds nothing left starts the next. */
  readonly #fetched$: Observable<never>;
  #batch: Batch | undefined;

  constructor(core: Core, name: string) {
    super(core, SERVICE, name);
    const { prefetchCount = PREFETCH_COUNT, prefetchValidityMillis = PREFETCH_VALIDITY } =
      settingsOf(core.options.flakeIdGenerators, name) ?? {};
    this.#count = prefetchCount;
    this.#validity = prefetchValidityMillis || Infinity;
    this.#fetched$ = this.#fetch().pipe(
      tap(({ base, increment, batchSize }) => {
        const until = core.scheduler.now() + this.#validity;
        this.#batch = { next: base, left: batchSize, increment, until };
      }),
      ignoreElements(),
      share(),
    );
  }

  /** A new id each time it is subscribed to; at once, where one was fetched before. */
  newId(): Observable<Long> {
    return defer(() => {
      const id = this.takeFetched();
      return id ? of(id) : concat(this.#fetched$, this.newId());
    });
  }

  /** One that was fetched before and that nobody has taken yet. */
  takeFetched(): Long | undefined {
    const batch = this.#batch;
    if (!batch || batch.left === 0 || this.core.scheduler.now() >= batch.until) return undefined;
    const id = batch.next;
    batch.next = id.add(batch.increment);
    batch.left--;
    return id;
  }

  #fetch(): Observable<ResponseOf<typeof flakeIdGeneratorNewIdBatch>> {
    return this.combined(flakeIdGeneratorNewIdBatch, () =>
      oneOfMembers({
        choose: asked => this.#choose(asked),
        ask: choice => this.#ask(choice),
        refusal: OUT_OF_RANGE,
        nobody: () =>
          new HazelcastError('NO_DATA_MEMBER', 'there is no member to ask', {
            operation: flakeIdGeneratorNewIdBatch.name,
            structure: this.name,
          }),
      }),
    );
  }

  #ask({ member, isLast }: Choice): Observable<ResponseOf<typeof flakeIdGeneratorNewIdBatch>> {
    return this.call(flakeIdGeneratorNewIdBatch, { name: this.name, batchSize: this.#count }, response => response, {
      member,
      once: !isLast,
      internal: true,
    }).pipe(
      catchError((error: HazelcastError) => {
        if (error.code === OUT_OF_RANGE) this.#barren.add(member.toString());
        throw error;
      }),
    );
  }

  /** Any of those that are connected, so that all have their share. */
  #choose(asked: readonly UUID[]): Choice | undefined {
    const { connections, random } = this.core.router;
    const left = connections.open
      .map(({ peer }) => peer!.memberUuid)
      .filter(uuid => !asked.some(other => other.equals(uuid)));
    const able = left.filter(uuid => !this.#barren.has(uuid.toString()));
    const candidates = able.length > 0 ? able : left;
    const member = candidates[Math.floor(random() * candidates.length)];
    return member && { member, isLast: left.length === 1 };
  }
}
