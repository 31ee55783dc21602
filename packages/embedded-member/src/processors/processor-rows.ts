// The rows by which clients have entries processed.
import type { Data } from '@hazelrx/protocol';
import {
  mapExecuteOnAllKeys,
  mapExecuteOnKey,
  mapExecuteOnKeys,
  mapExecuteWithPredicate,
  mapSubmitToKey,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import { idOf } from '../locks/kept-key.js';
import { whenFree } from '../locks/key-waits.js';
import { records } from '../map/map-all.js';
import { MapKey } from '../map/map-key.js';
import { Queries } from '../query/queries.js';
import { failureOf } from './failure.js';
import type { MemberObjects } from './member-objects.js';
import { process, processorOf } from './processing.js';

type OnKey = typeof mapExecuteOnKey | typeof mapSubmitToKey;

export function processorHandlers(all: MemberObjects): readonly Handler[] {
  const onKey = (operation: OnKey): Handler =>
    on(operation, (request, _, cluster) => {
      const { name, entryProcessor, key: data } = request.fields;
      const objects = all.of(cluster);
      const processor = processorOf(objects, entryProcessor);
      const key = new MapKey(cluster, name, data);
      const run = (): void => {
        try {
          request.answer({ response: process(processor, key, objects) }, key.confirming(request));
        } catch (error) {
          request.refuse(failureOf(error));
        }
      };
      whenFree(request, key, { run });
      return undefined;
    });

  /** Locks do not hold it up. */
  const onMany = (cluster: Cluster, entryProcessor: Data, keys: readonly MapKey[]): [Data, Data][] => {
    const objects = all.of(cluster);
    const processor = processorOf(objects, entryProcessor);
    return keys.flatMap((key): [Data, Data][] => {
      const result = process(processor, key, objects);
      return result ? [[key.key, result]] : [];
    });
  };

  return [
    onKey(mapExecuteOnKey),
    onKey(mapSubmitToKey),
    on(mapExecuteOnKeys, ({ fields: { name, entryProcessor, keys } }, _, cluster) => {
      const asked = new Map(keys.map(key => [idOf(key), new MapKey(cluster, name, key)]));
      return { response: onMany(cluster, entryProcessor, [...asked.values()]) };
    }),
    on(mapExecuteOnAllKeys, ({ fields: { name, entryProcessor } }, _, cluster) => ({
      response: onMany(cluster, entryProcessor, keysOf(cluster, name)),
    })),
    on(mapExecuteWithPredicate, ({ fields: { name, entryProcessor, predicate } }, _, cluster) => ({
      response: onMany(cluster, entryProcessor, keysOf(cluster, name, predicate)),
    })),
  ];
}

function keysOf(cluster: Cluster, name: string, predicate?: Data): MapKey[] {
  const queries = Queries.of(cluster);
  const { matches, partition } = predicate
    ? queries.selection(predicate)
    : { matches: () => true, partition: undefined };
  return records(cluster, name)
    .filter(({ key, value }) => matches(queries.entry(key, value)))
    .map(({ key }) => new MapKey(cluster, name, key))
    .filter(({ partition: { id } }) => partition === undefined || id === partition);
}
