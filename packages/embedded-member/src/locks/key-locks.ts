// Locks of keys, whichever structure's they are.
import type { Data } from '@hazelrx/protocol';
import type { mapForceUnlock, mapIsLocked, mapLock, mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { type Cluster, type Handler, on } from '../cluster.js';
import { Refusal } from '../refusal.js';
import type { AnyRequest } from '../request.js';
import { holds, type LockOwner, ownerOf, whenFree } from './key-waits.js';
import type { HeldLock, LockableKey } from './lockable-key.js';

interface Locking {
  readonly referenceId: Long;
  /** Milliseconds; negative is for ever. */
  readonly lease: Long;
}

/** Sent twice by a client that did not get the answer. Those that never do so send 0 each time. */
function isRepeated(referenceId: Long, lock: HeldLock | undefined): boolean {
  return !referenceId.isZero() && lock?.referenceId === referenceId.toString();
}

function acquire(request: AnyRequest, key: LockableKey, { referenceId, lease }: Locking): void {
  const owner = ownerOf(request);
  if (isRepeated(referenceId, key.lock)) return;
  hold(key, owner, { lease: lease.isNegative() ? Infinity : lease.toNumber(), referenceId: referenceId.toString() });
  key.cluster.watch(owner.client);
}

interface Hold {
  /** Milliseconds. */
  readonly lease: number;
  readonly referenceId?: string;
}

/** Locks a key that is free, or the same owner's, once more. */
export function hold(key: LockableKey, { client, threadId }: LockOwner, { lease, referenceId = '0' }: Hold): void {
  const { lock, cluster } = key;
  lock?.forget?.();
  const expiresAt = cluster.now + lease;
  key.setLock({ key: key.key, owner: client, threadId, referenceId, count: (lock?.count ?? 0) + 1, expiresAt });
  planEnd(key);
}

/** Takes one hold back, where it is still the owner's. */
export function release(key: LockableKey, owner: LockOwner): void {
  const { lock } = key;
  if (!lock || !holds(owner, key)) return;
  if (lock.count > 1) key.setLock({ ...lock, count: lock.count - 1 });
  else free(key);
}

/** Has the lock end when its lease does. */
export function planEnd(key: LockableKey): void {
  const { cluster, lock } = key;
  if (!lock || lock.expiresAt === Infinity) return;
  const left = Math.max(0, lock.expiresAt - cluster.now);
  key.setLock({ ...lock, forget: cluster.world.later(left, () => expireLock(key)) });
}

/** Frees a lock whose lease is over. */
export function expireLock(key: LockableKey): void {
  if (key.lock && key.lock.expiresAt <= key.cluster.now) free(key);
}

/** Whoever waits for it goes on. */
export function free(key: LockableKey): void {
  forget(key);
  key.wake();
}

function forget(key: LockableKey): void {
  key.lock?.forget?.();
  key.setLock(undefined);
}

function notOwner({ key, name, lock }: LockableKey, { threadId }: LockOwner): Refusal {
  const holder = lock ? `Owner: ${lock.owner.toString()}, thread ID: ${lock.threadId}` : '<not-locked>';
  const message = `thread ${threadId} is not owner of the lock of ${key.bytes.length} bytes in ${name}! Owner info: ${holder}`;
  return new Refusal('ILLEGAL_MONITOR_STATE', message, 'java.lang.IllegalMonitorStateException');
}

function unlock(request: AnyRequest, key: LockableKey, referenceId: Long, answer: () => void): void {
  const owner = ownerOf(request);
  const { lock } = key;
  if (!lock || !holds(owner, key)) throw notOwner(key, owner);
  if (isRepeated(referenceId, lock)) return answer();
  const count = lock.count - 1;
  if (count > 0) key.setLock({ ...lock, referenceId: referenceId.toString(), count });
  else forget(key);
  answer();
  if (count === 0) key.wake();
}

/** The rows of one structure; those of all are alike. */
interface LockRows {
  readonly lock: typeof mapLock;
  readonly tryLock: typeof mapTryLock;
  readonly unlock: typeof mapUnlock;
  readonly forceUnlock: typeof mapForceUnlock;
  readonly isLocked: typeof mapIsLocked;
}

type KeyOf = (cluster: Cluster, fields: { readonly name: string; readonly key: Data }) => LockableKey;

export function lockHandlers(rows: LockRows, keyOf: KeyOf): readonly Handler[] {
  return [...lockingHandlers(rows, keyOf), ...unlockingHandlers(rows, keyOf)];
}

function lockingHandlers(rows: LockRows, keyOf: KeyOf): readonly Handler[] {
  return [
    on(rows.lock, (request, _, cluster) => {
      const { referenceId, ttl } = request.fields;
      const key = keyOf(cluster, request.fields);
      whenFree(request, key, {
        run() {
          acquire(request, key, { referenceId, lease: ttl });
          request.answer({}, key.confirming(request));
        },
      });
      return undefined;
    }),
    on(rows.tryLock, (request, _, cluster) => {
      const { referenceId, lease, timeout } = request.fields;
      const key = keyOf(cluster, request.fields);
      whenFree(request, key, {
        timeout: timeout.toNumber(),
        run() {
          acquire(request, key, { referenceId, lease });
          request.answer({ response: true }, key.confirming(request));
        },
        expire: () => request.answer({ response: false }),
      });
      return undefined;
    }),
  ];
}

function unlockingHandlers(rows: LockRows, keyOf: KeyOf): readonly Handler[] {
  return [
    on(rows.unlock, (request, _, cluster) => {
      const key = keyOf(cluster, request.fields);
      unlock(request, key, request.fields.referenceId, () => request.answer({}, key.confirming(request)));
      return undefined;
    }),
    on(rows.forceUnlock, (request, _, cluster) => {
      const key = keyOf(cluster, request.fields);
      forget(key);
      request.answer({}, key.confirming(request));
      key.wake();
      return undefined;
    }),
    on(rows.isLocked, ({ fields }, _, cluster) => ({ response: keyOf(cluster, fields).lock !== undefined })),
  ];
}
