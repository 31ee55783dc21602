import type { RequestOf, UUID } from '@hazelrx/protocol';
import type { fencedLockUnlock } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import type { CpParts } from './cp-primitive.js';
import type { Outcome } from './given-back.js';
import type { Owner, Session } from './owner.js';
import { endsSessions } from './refusal.js';

/** The names of an object. */
export interface CpNames {
  readonly name: string;
  readonly objectName: string;
  readonly groupName: string;
}

/** Whose request it is. */
export type Signed = RequestOf<typeof fencedLockUnlock>;

/** Those who ask for something of one object. */
export abstract class Owners {
  readonly core: Core;
  readonly name: string;
  readonly objectName: string;
  protected readonly groupName: string;
  protected readonly parts: CpParts;
  /** The one that new ones ask under. */
  protected abstract readonly session: Session | undefined;
  /** Those of that session who are about nothing. */
  protected readonly idle: Owner[] = [];

  constructor(parts: CpParts, { name, objectName, groupName }: CpNames) {
    this.core = parts.core;
    this.name = name;
    this.objectName = objectName;
    this.groupName = groupName;
    this.parts = parts;
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
  signed({ session, threadId }: Owner, invocationUid: UUID): Signed {
    const { groupId, id: sessionId } = session;
    return { groupId, name: this.objectName, sessionId, threadId, invocationUid };
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
    if (error.code === 'CP_GROUP_DESTROYED_EXCEPTION') this.parts.groups.forget(this.groupName);
  }
}
