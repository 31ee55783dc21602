// Locks of keys.
import { mapForceUnlock, mapIsLocked, mapLock, mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { type Cluster, type Handler, on } from '../cluster.js';
import { Refusal } from '../refusal.js';
import type { AnyRequest } from '../request.js';
import { MapKey } from './map-key.js';
import type { HeldLock } from './map-store.js';
import { holds, type LockOwner, ownerOf, whenFree } from './map-waits.js';

/** The longest time of a timer; a longer lease ends when the member comes across it. */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Locking {
  readonly referenceId: Long;
  /** Milliseconds; negative is for ever. */
  readonly lease: Long;
}

/** Sent twice by a client that did not get the answer. Those that never do so send 0 each time. */
function isRepeated(referenceId: Long, lock: HeldLock | undefined): boolean {
  return !referenceId.isZero() && lock?.referenceId === referenceId.toString();
}

function acquire(request: AnyRequest, key: MapKey, { referenceId, lease }: Locking): void {
  const { client, threadId } = ownerOf(request);
  const { lock, cluster } = key;
  if (isRepeated(referenceId, lock)) return;
  const millis = lease.isNegative() ? Infinity : lease.toNumber();
  const expiresAt = cluster.now + millis;
  const count = (lock?.count ?? 0) + 1;
  key.setLock({ key: key.key, owner: client, threadId, referenceId: referenceId.toString(), count, expiresAt });
  cluster.watch(client);
  if (millis <= LONGEST_TIMER) cluster.world.later(millis, () => expireLock(key));
}

/** Frees a lock whose lease is over. */
export function expireLock(key: MapKey): void {
  if (!key.lock || key.lock.expiresAt > key.cluster.now) return;
  free(key);
}

export function free(key: MapKey): void {
  key.setLock(undefined);
  key.wake();
}

function notOwner({ key, name, lock }: MapKey, { threadId }: LockOwner): Refusal {
  const holder = lock ? `Owner: ${lock.owner.toString()}, thread ID: ${lock.threadId}` : '<not-locked>';
  const message = `thread ${threadId} is not owner of the lock of ${key.bytes.length} bytes in ${name}! Owner info: ${holder}`;
  return new Refusal('ILLEGAL_MONITOR_STATE', message, 'java.lang.IllegalMonitorStateException');
}

function unlock(request: AnyRequest, key: MapKey, referenceId: Long, answer: () => void): void {
  const owner = ownerOf(request);
  const { lock } = key;
  if (!lock || !holds(owner, key)) throw notOwner(key, owner);
  if (isRepeated(referenceId, lock)) return answer();
  const count = lock.count - 1;
  key.setLock(count > 0 ? { ...lock, referenceId: referenceId.toString(), count } : undefined);
  answer();
  if (count === 0) key.wake();
}

function keyOf(cluster: Cluster, { name, key }: { name: string; key: MapKey['key'] }): MapKey {
  return new MapKey(cluster, name, key);
}

export const lockHandlers: readonly Handler[] = [
  on(mapLock, (request, _, cluster) => {
    const { referenceId, ttl } = request.fields;
    const key = keyOf(cluster, request.fields);
    whenFree(request, key, {
      run() {
        acquire(request, key, { referenceId, lease: ttl });
        request.answer({}, key.backups(request.link.client!.uuid));
      },
    });
    return undefined;
  }),
  on(mapTryLock, (request, _, cluster) => {
    const { referenceId, lease, timeout } = request.fields;
    const key = keyOf(cluster, request.fields);
    whenFree(request, key, {
      timeout: timeout.toNumber(),
      run() {
        acquire(request, key, { referenceId, lease });
        request.answer({ response: true }, key.backups(request.link.client!.uuid));
      },
      expire: () => request.answer({ response: false }),
    });
    return undefined;
  }),
  on(mapUnlock, (request, _, cluster) => {
    const key = keyOf(cluster, request.fields);
    unlock(request, key, request.fields.referenceId, () => request.answer({}, key.backups(request.link.client!.uuid)));
    return undefined;
  }),
  on(mapForceUnlock, (request, _, cluster) => {
    const key = keyOf(cluster, request.fields);
    key.setLock(undefined);
    request.answer({}, key.backups(request.link.client!.uuid));
    key.wake();
    return undefined;
  }),
  on(mapIsLocked, ({ fields }, _, cluster) => ({ response: keyOf(cluster, fields).lock !== undefined })),
];
