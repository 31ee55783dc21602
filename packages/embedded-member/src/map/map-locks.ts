import { mapForceUnlock, mapIsLocked, mapLock, mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import { lockHandlers } from '../locks/key-locks.js';
import { MapKey } from './map-key.js';

export const mapLockHandlers = lockHandlers(
  { lock: mapLock, tryLock: mapTryLock, unlock: mapUnlock, forceUnlock: mapForceUnlock, isLocked: mapIsLocked },
  (cluster, { name, key }) => new MapKey(cluster, name, key),
);
