import { map, type Observable } from 'rxjs';
import type { CpSession } from './cp-session.js';
import { Owner, type Session } from './owner.js';
import { Owners } from './owners.js';

/**
 * Those who hold something of one object under the client's session, or ask for it: each has a thread id of his own as long as he
 * does. Then the next one has it: members remember the last calls of every id until its session ends, and look through all
 * of them with each unlock.
 */
export class SessionOwners extends Owners {
  /** The one that was asked for last. */
  protected session: CpSession | undefined;

  owner(): Owner | undefined {
    const { session } = this;
    return session?.usable ? this.ownerUnder(session) : undefined;
  }

  owner$(): Observable<Owner> {
    return this.parts.sessions.acquire(this.name).pipe(
      map(session => {
        if (this.session !== session) this.follow(session);
        return this.#owner(session);
      }),
    );
  }

  protected ownerUnder(session: Session): Owner {
    session.retain();
    return this.#owner(session);
  }

  protected follow(session: CpSession): void {
    this.session = session;
    this.idle.length = 0;
  }

  #owner(session: Session): Owner {
    const idle = session === this.session ? this.idle.pop() : undefined;
    if (idle) return idle;
    const owner = new Owner(session, this.core.ownership.newThread());
    session.owners.add(owner);
    return owner;
  }
}
