// What is done to the values of one key.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import {
  multiMapContainsEntry,
  multiMapContainsKey,
  multiMapDelete,
  multiMapForceUnlock,
  multiMapGet,
  multiMapIsLocked,
  multiMapLock,
  multiMapPut,
  multiMapRemove,
  multiMapRemoveEntry,
  multiMapTryLock,
  multiMapUnlock,
  multiMapValueCount,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import { lockHandlers } from '../locks/key-locks.js';
import { whenFree } from '../locks/key-waits.js';
import { Refusal } from '../refusal.js';
import type { Answer, Arguments } from '../request.js';
import { MultiMapKey } from './multi-map-key.js';

interface OfKey {
  readonly name: string;
  readonly key: Data;
}

function keyOf(cluster: Cluster, { name, key }: OfKey): MultiMapKey {
  return new MultiMapKey(cluster, name, key);
}

/** A row that changes a key as soon as no other owner has locked it. */
function changing<O extends AnyOperation>(
  operation: O,
  change: (key: MultiMapKey, request: Arguments<O>) => Answer<O>,
): Handler {
  return on(operation, (request, _, cluster) => {
    const key = keyOf(cluster, request.fields as unknown as OfKey);
    whenFree(request, key, {
      run: () => request.answer(change(key, request.fields), key.confirming(request)),
    });
    return undefined;
  });
}

export const multiMapEntryHandlers: readonly Handler[] = [
  on(multiMapGet, ({ fields }, _, cluster) => ({ response: keyOf(cluster, fields).values ?? [] })),
  on(multiMapContainsKey, ({ fields }, _, cluster) => ({ response: keyOf(cluster, fields).values !== undefined })),
  on(multiMapContainsEntry, ({ fields }, _, cluster) => ({ response: keyOf(cluster, fields).has(fields.value) })),
  on(multiMapValueCount, ({ fields, partition }, _, cluster) => {
    if (partition >= 0) return { response: keyOf(cluster, fields).values?.length ?? 0 };
    const message = 'Partition ID cannot be negative!';
    throw new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
  }),
  changing(multiMapPut, (key, { value }) => ({ response: key.add(value) })),
  changing(multiMapRemoveEntry, (key, { value }) => ({ response: key.remove(value) })),
  changing(multiMapRemove, key => ({ response: key.removeAll() })),
  // Waits for no lock.
  on(multiMapDelete, (request, _, cluster) => {
    const key = keyOf(cluster, request.fields);
    key.forget();
    request.answer({}, key.confirming(request));
    return undefined;
  }),
  ...lockHandlers(
    {
      lock: multiMapLock,
      tryLock: multiMapTryLock,
      unlock: multiMapUnlock,
      forceUnlock: multiMapForceUnlock,
      isLocked: multiMapIsLocked,
    },
    keyOf,
  ),
];
