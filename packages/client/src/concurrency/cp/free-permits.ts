import { cpSessionGenerateThreadId, semaphoreRelease } from '@hazelrx/protocol/operations';
import Long from 'long';
import { map, NEVER, type Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Permits } from '../scopes.js';
import type { CpGroup, RaftGroupId } from './cp-group.js';
import type { CpParts } from './cp-primitive.js';
import { Owner, type Session } from './owner.js';
import { Owners } from './owners.js';
import type { PermitSource, Taken } from './permit-claims.js';
import { counted } from './permit-counts.js';

/** Whoever asks is nobody. */
class NoSession implements Session {
  readonly id = Long.NEG_ONE;
  readonly reason = undefined;
  readonly ended$ = NEVER;
  readonly remembers = false;
  readonly owners = new Set<Owner>();

  constructor(readonly groupId: RaftGroupId) {}

  retain(): void {}
  release(): void {}
  retire(): void {}
  end(): void {}
}

/**
 * Permits of a semaphore that the members' configuration makes JDK compatible: they belong to nobody, and a request that is
 * sent again counts again. Those who wait have thread ids that the members give out.
 */
export class FreePermits extends Owners implements PermitSource {
  readonly lost$: Observable<HazelcastError> = NEVER;
  protected readonly session: Session;
  readonly #group: CpGroup;

  constructor(parts: CpParts, name: string) {
    super(parts, name);
    this.#group = parts.groups.of(name);
    this.session = new NoSession(this.#group.id);
  }

  /** The thread ids of a group that is not there any more are not its successor's. */
  owner(): Owner | undefined {
    if (!this.#group.created) this.idle.length = 0;
    return this.idle.pop();
  }

  owner$(): Observable<Owner> {
    const { id: groupId } = this.#group;
    const options = { internal: true, proxy: this.#group };
    return this.core.invoker
      .call(cpSessionGenerateThreadId, { groupId }, ({ response }) => response, options)
      .pipe(map(threadId => new Owner(this.session, threadId)));
  }

  took(owner: Owner, _permits: number, clean: boolean): void {
    this.dismiss(owner, clean);
  }

  release(permits: number): Observable<undefined> {
    return counted(this, semaphoreRelease, permits);
  }

  handle({ permits }: Taken): Permits {
    return { lost$: NEVER, release: () => this.release(permits) };
  }
}
