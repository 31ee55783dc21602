// What is done to one entry.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import {
  mapContainsKey,
  mapDelete,
  mapEvict,
  mapGet,
  mapGetEntryView,
  mapPut,
  mapPutIfAbsent,
  mapPutIfAbsentWithMaxIdle,
  mapPutTransient,
  mapPutTransientWithMaxIdle,
  mapPutWithMaxIdle,
  mapRemove,
  mapRemoveIfSame,
  mapReplace,
  mapReplaceIfSame,
  mapSet,
  mapSetTtl,
  mapSetWithMaxIdle,
  mapTryPut,
  mapTryRemove,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { type Handler, on } from '../cluster.js';
import { whenFree } from '../locks/key-waits.js';
import type { Answer, Arguments } from '../request.js';
import { entryView } from './map-entry-view.js';
import type { EntryChange } from './map-events.js';
import { type Lifetime, MapKey, type Told } from './map-key.js';

interface OfKey {
  readonly name: string;
  readonly key: Data;
}

interface Timed {
  readonly value: Data;
  readonly ttl: Long;
  readonly maxIdle?: Long;
}

/** A row that changes a key as soon as no other owner has locked it. `late`: what it answers when it is not free in time. */
function changing<O extends AnyOperation>(
  operation: O,
  change: (key: MapKey, request: Arguments<O>) => Answer<O>,
  late?: Answer<O>,
): Handler {
  return on(operation, (request, _, cluster) => {
    const { name, key: data, timeout } = request.fields as unknown as OfKey & { readonly timeout?: Long };
    const key = new MapKey(cluster, name, data);
    whenFree(request, key, {
      run: () => request.answer(change(key, request.fields), key.confirming(request)),
      ...(late && timeout && { timeout: timeout.toNumber(), expire: () => request.answer(late) }),
    });
    return undefined;
  });
}

function lifetime({ ttl, maxIdle }: Timed): Lifetime {
  return { ttl: ttl.toNumber(), ...(maxIdle && { maxIdle: maxIdle.toNumber() }) };
}

function put(key: MapKey, request: Timed): { response: Data | null } {
  const response = key.record?.value ?? null;
  key.write(request.value, lifetime(request));
  return { response };
}

/** These rows answer no value, whatever they replaced. */
function set(key: MapKey, request: Timed): { response: null } {
  key.write(request.value, lifetime(request));
  return { response: null };
}

function putIfAbsent(key: MapKey, request: Timed): { response: Data | null } {
  const record = key.read();
  if (!record) key.write(request.value, lifetime(request));
  return { response: record?.value ?? null };
}

/** Answers whether it was there. */
function removing(type: EntryChange, told?: Told): (key: MapKey) => { response: boolean } {
  return key => {
    const response = key.record !== undefined;
    key.remove(type, told);
    return { response };
  };
}

export const entryHandlers: readonly Handler[] = [
  on(mapGet, ({ fields: { name, key } }, _, cluster) => ({
    response: new MapKey(cluster, name, key).read()?.value ?? null,
  })),
  on(mapContainsKey, ({ fields: { name, key } }, _, cluster) => ({
    response: new MapKey(cluster, name, key).read() !== undefined,
  })),
  on(mapGetEntryView, ({ fields: { name, key } }, _, cluster) => {
    const at = new MapKey(cluster, name, key);
    const response = entryView(at);
    return { response, maxIdle: response?.maxIdle ?? Long.ZERO };
  }),
  changing(mapPut, put),
  changing(mapPutWithMaxIdle, put),
  changing(mapSet, set),
  changing(mapSetWithMaxIdle, set),
  changing(mapPutTransient, set),
  changing(mapPutTransientWithMaxIdle, set),
  changing(mapPutIfAbsent, putIfAbsent),
  changing(mapPutIfAbsentWithMaxIdle, putIfAbsent),
  changing(
    mapTryPut,
    (key, { value }) => {
      key.write(value, {}, { oldValue: false });
      return { response: true };
    },
    { response: false },
  ),
  changing(mapReplace, (key, { value }) => {
    const response = key.read()?.value ?? null;
    if (response) key.write(value);
    return { response };
  }),
  changing(mapReplaceIfSame, (key, { testValue, value }) => {
    const response = key.read()?.value.equals(testValue) ?? false;
    if (response) key.write(value);
    return { response };
  }),
  changing(mapRemove, key => {
    const response = key.record?.value ?? null;
    key.remove('removed');
    return { response };
  }),
  changing(mapDelete, removing('removed', { oldValue: false })),
  changing(mapRemoveIfSame, (key, { value }) => {
    const response = key.record?.value.equals(value) ?? false;
    if (response) key.remove('removed');
    return { response };
  }),
  changing(mapTryRemove, removing('removed'), { response: false }),
  changing(mapEvict, removing('evicted')),
  changing(mapSetTtl, (key, { ttl }) => {
    const response = key.record !== undefined;
    key.setTtl(ttl.toNumber());
    return { response };
  }),
];
