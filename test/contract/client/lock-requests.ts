// Requests of locks of the key `a` for owners of one's own choice: who comes second waits on the member.

/** For `mapLock`, without a lease. */
export function lockOf(name: string, owner: number) {
  return { name, key: 'a', threadId: owner, ttl: -1, referenceId: 1 };
}

/** For `mapTryLock`, without a lease. */
export function tryLockOf(name: string, owner: number, timeout: number) {
  return { name, key: 'a', threadId: owner, lease: -1, timeout, referenceId: 1 };
}

/** For `mapUnlock`. Its reference is another one: members take equal ones for the same request, sent again. */
export function unlockOf(name: string, owner: number) {
  return { name, key: 'a', threadId: owner, referenceId: 2 };
}
