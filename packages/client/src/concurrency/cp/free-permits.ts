import type { UUID } from '@hazelrx/protocol';
import { cpSessionGenerateThreadId } from '@hazelrx/protocol/operations';
import Long from 'long';
import { map, NEVER, type Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import type { Permits } from '../scopes.js';
import { claimed } from './claim.js';
import type { CpGroup, RaftGroupId } from './cp-group.js';
import type { CpParts } from './cp-primitive.js';
import type { Owner, Session } from './owner.js';
import { type PermitSource, ReleaseClaim, type Taken } from './permit-claims.js';
import type { CpNames } from './session-owners.js';

/** Whoever asks is nobody. */
class NoSession implements Session {
  readonly id = Long.NEG_ONE;
  readonly over = false;
  readonly remembers = false;

  constructor(readonly groupId: RaftGroupId) {}

  release(): void {}
  retire(): void {}
  end(): void {}
}

/**
 * Permits of a semaphore that the members' configuration makes JDK compatible: they belong to nobody, and a request that is
 * sent again counts again. Those who wait have thread ids that the members give out.
 */
export class FreePermits implements PermitSource {
  readonly core: Core;
  readonly name: string;
  readonly objectName: string;
  readonly lost$: Observable<HazelcastError> = NEVER;
  readonly #parts: CpParts;
  readonly #groupName: string;
  readonly #group: CpGroup;
  readonly #session: Session;
  readonly #threads: Long[] = [];

  constructor(parts: CpParts, { name, objectName, groupName }: CpNames) {
    this.core = parts.core;
    this.name = name;
    this.objectName = objectName;
    this.#parts = parts;
    this.#groupName = groupName;
    this.#group = parts.groups.of(groupName);
    this.#session = new NoSession(this.#group.id);
  }

  newUid(): UUID {
    return this.#parts.sessions.newUid();
  }

  owner(): Owner | undefined {
    const threadId = this.#group.created ? this.#threads.pop() : undefined;
    return threadId && { session: this.#session, threadId };
  }

  owner$(): Observable<Owner> {
    const { id: groupId } = this.#group;
    const session = this.#session;
    return this.core.invoker
      .call(cpSessionGenerateThreadId, { groupId }, ({ response }) => response, { internal: true, proxy: this.#group })
      .pipe(map(threadId => ({ session, threadId })));
  }

  dismiss({ threadId }: Owner): void {
    this.#threads.push(threadId as Long);
  }

  forget(): void {
    this.#threads.length = 0;
    this.#parts.groups.forget(this.#groupName);
  }

  took(owner: Owner, _permits: number, clean: boolean): void {
    if (clean) this.dismiss(owner);
  }

  release(permits: number): Observable<undefined> {
    return claimed(subscriber => new ReleaseClaim(this, permits, subscriber));
  }

  handle({ permits }: Taken): Permits {
    return { lost$: NEVER, release: () => this.release(permits) };
  }
}
