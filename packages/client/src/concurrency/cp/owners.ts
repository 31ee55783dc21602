import type { RequestOf, UUID } from '@hazelrx/protocol';
import type { fencedLockUnlock } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { cpName } from './cp-group.js';
import type { CpParts } from './cp-primitive.js';
import type { Outcome } from './given-back.js';
import type { Owner, Session } from './owner.js';
import { endsSessions } from './refusal.js';

/** Those who ask for something of one object. */
export abstract class Owners {
  readonly core: Core;
  readonly #object: string;
  /** The one that new ones ask under. */
  protected abstract readonly session: Session | undefined;
  /** Those of that session who are about nothing. */
  protected readonly idle: Owner[] = [];

  constructor(
    protected readonly parts: CpParts,
    /** Of the object, as the application names it. */
    readonly name: string,
  ) {
    this.core = parts.core;
    this.#object = cpName(name).object;
  }

  /** One, with a hold on the session; undefined where that is not there yet. */
  abstract owner(): Owner | undefined;
  /** The same, as soon as it is there. */
  abstract owner$(): Observable<Owner>;

  /** Tells a call, however often it is sent, from another one. */
  newUid(): UUID {
    return this.parts.sessions.newUid();
  }

  /** What all requests of an owner have in common. */
  signed({ session, threadId }: Owner, invocationUid: UUID): RequestOf<typeof fencedLockUnlock> {
    const { groupId, id: sessionId } = session;
    return { groupId, name: this.#object, sessionId, threadId, invocationUid };
  }

  /** He has done his part, and his hold is somebody else's now. `clean`: no request of his is under way any more. */
  dismiss(owner: Owner, clean: boolean): void {
    owner.about = undefined;
    if (!clean) owner.session.owners.delete(owner);
    else if (owner.session === this.session) this.idle.push(owner);
  }

  /** He holds nothing; `unknown`: as far as this client can tell. */
  leave(owner: Owner, outcome: Outcome): void {
    const { session } = owner;
    this.dismiss(owner, outcome === 'clean');
    if (outcome === 'unknown') session.retire();
    session.release();
  }

  /** What an error says of the session, and of its group. */
  failed(session: Session, error: HazelcastError): void {
    if (endsSessions(error)) session.end(error);
    if (error.code === 'CP_GROUP_DESTROYED_EXCEPTION') this.parts.groups.forget(this.name);
  }
}
