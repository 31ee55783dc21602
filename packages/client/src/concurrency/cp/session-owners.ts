import type { UUID } from '@hazelrx/protocol';
import { map, type Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import type { CpParts } from './cp-primitive.js';
import type { CpSession } from './cp-session.js';
import type { Claimed, Owner, Waiting } from './owner.js';

/** Who asks, under the session of the object's group. */
export interface SessionOwner extends Owner {
  readonly session: CpSession;
}

/** The names of an object. */
export interface CpNames {
  readonly name: string;
  readonly objectName: string;
  readonly groupName: string;
}

/**
 * Those who hold something of one object, or ask for it: each has a thread id of his own as long as he does. Then the next one
 * has it: members remember the last calls of every id until its session ends, and look through all of them with each unlock.
 */
export abstract class SessionOwners implements Claimed {
  readonly core: Core;
  readonly name: string;
  readonly objectName: string;
  readonly #groupName: string;
  readonly #parts: CpParts;
  readonly #threads: number[] = [];
  readonly waiting = new Set<Waiting>();
  /** The one that was asked for last. */
  protected session: CpSession | undefined;

  constructor(parts: CpParts, { name, objectName, groupName }: CpNames) {
    this.core = parts.core;
    this.name = name;
    this.objectName = objectName;
    this.#groupName = groupName;
    this.#parts = parts;
  }

  /** What is held under this session is lost. */
  protected abstract lost(session: CpSession, reason: HazelcastError): void;

  newUid(): UUID {
    return this.#parts.sessions.newUid();
  }

  owner(): SessionOwner | undefined {
    const session = this.session;
    if (!session?.usable) return undefined;
    return this.ownerUnder(session);
  }

  /** With one hold on the session. */
  protected ownerUnder(session: CpSession): SessionOwner {
    session.retain();
    return this.#owner(session);
  }

  owner$(): Observable<SessionOwner> {
    return this.#parts.sessions.acquire(this.#groupName).pipe(
      map(session => {
        this.#follow(session);
        return this.#owner(session);
      }),
    );
  }

  dismiss({ threadId }: SessionOwner): void {
    this.#threads.push(threadId as number);
  }

  forget(): void {
    this.#parts.groups.forget(this.#groupName);
  }

  #owner(session: CpSession): SessionOwner {
    return { session, threadId: this.#threads.pop() ?? this.core.ownership.newThread() };
  }

  #follow(session: CpSession): void {
    if (this.session === session) return;
    this.session = session;
    session.ended$.subscribe(reason => this.lost(session, reason));
    session.retired$.subscribe(() => {
      for (const claim of this.waiting) if (claim.owner.session === session) claim.move();
    });
  }
}
