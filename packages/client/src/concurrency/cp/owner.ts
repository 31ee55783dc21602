// Those who ask the members for something, and what of.
import type { UUID } from '@hazelrx/protocol';
import type Long from 'long';
import type { Observable } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import type { RaftGroupId } from './cp-group.js';

/** Who asks: nobody else does as long as he does. */
export interface Owner {
  readonly session: Session;
  readonly threadId: number | Long;
}

/** A session, or what stands for having none. */
export interface Session {
  readonly id: Long;
  readonly groupId: RaftGroupId;
  /** Nothing is held under it any more, as far as this client can tell. */
  readonly over: boolean;
  /** A call that is sent again is taken for what it is, and what nobody frees is freed in the end. */
  readonly remembers: boolean;
  release(count?: number): void;
  retire(): void;
  end(reason: HazelcastError): void;
}

/** One who waits. */
export interface Waiting {
  readonly owner: Owner;
  /** Waits under another session from now on. */
  move(): void;
}

/** The object of which something is asked. */
export interface Claimed {
  readonly core: Core;
  readonly name: string;
  readonly objectName: string;
  newUid(): UUID;
  /** A new owner, with one hold on the session; undefined where that is not there yet. */
  owner(): Owner | undefined;
  /** The same, as soon as it is there. */
  owner$(): Observable<Owner>;
  /** He has no call under way. */
  dismiss(owner: Owner): void;
  /** Those who wait under a session. */
  readonly waiting?: Set<Waiting>;
  /** Its group is not there any more. */
  forget(): void;
}
