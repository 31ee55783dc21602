// Who asks the members for something, and under which session.
import type Long from 'long';
import type { Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { RaftGroupId } from './cp-group.js';

/** A session, or what stands for having none. */
export interface Session {
  readonly id: Long;
  readonly groupId: RaftGroupId;
  /** Why nothing is held under it any more, as far as this client can tell; undefined as long as something may be. */
  readonly reason: HazelcastError | undefined;
  /** Emits `reason`, and completes, as soon as there is one; completes without one when it is closed. */
  readonly ended$: Observable<HazelcastError>;
  /** A call that is sent again is taken for what it is, and what nobody frees is freed in the end. */
  readonly remembers: boolean;
  /** Those who ask under it, also while they are about nothing. Adding and removing cost more than keeping them. */
  readonly owners: Set<Owner>;
  retain(count?: number): void;
  release(count?: number): void;
  retire(): void;
  end(reason: HazelcastError): void;
}

/** What an owner is about: he waits for something, or holds it. */
export interface Undertaking {
  sessionOver?(): void;
  /** Nothing more is to be held under it: whoever waits must not keep it from its end. */
  sessionRetired?(): void;
}

/** Who asks: nobody else does as long as he does. */
export class Owner {
  about: Undertaking | undefined;

  constructor(
    readonly session: Session,
    readonly threadId: number | Long,
  ) {}
}
