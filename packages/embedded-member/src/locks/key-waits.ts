import type { UUID } from '@hazelrx/protocol';
import type Long from 'long';
import type { AnyRequest } from '../request.js';
import type { LockableKey } from './lockable-key.js';

/** Whoever holds or wants a lock: one thread of one client. Foreign clients count their threads beyond 32 bits. */
export interface LockOwner {
  readonly client: UUID;
  readonly threadId: string;
}

/** Plain operations have no thread, or thread 0. */
export function ownerOf(request: AnyRequest): LockOwner {
  const { threadId } = request.fields as { readonly threadId?: Long };
  return { client: request.link.client!.uuid, threadId: threadId?.toString() ?? '0' };
}

export function holds({ client, threadId }: LockOwner, { lock }: LockableKey): boolean {
  return lock !== undefined && lock.owner.equals(client) && lock.threadId === threadId;
}

interface Wait {
  readonly run: () => void;
  /** Milliseconds; negative is for ever. Default for ever. */
  readonly timeout?: number;
  /** Answers when the key was not free in time. */
  readonly expire?: () => void;
}

/** Runs it as soon as nobody else has locked the key. */
export function whenFree(request: AnyRequest, key: LockableKey, { run, timeout = -1, expire = () => {} }: Wait): void {
  const owner = ownerOf(request);
  const attempt = (): boolean => {
    const free = !key.lock || holds(owner, key);
    if (free) run();
    return free;
  };
  if (attempt()) return;
  if (timeout === 0) return expire();
  const { id: partition, owner: member } = key.partition;
  member.parking.park(key.place, { request, partition, attempt, timeout: timeout < 0 ? Infinity : timeout, expire });
}
