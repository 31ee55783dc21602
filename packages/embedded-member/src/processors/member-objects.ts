// Objects of the user's own classes, as the members have these.
import { type Data, queryReaders, Serialization, type SerializationConfig } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { Refusal } from '../refusal.js';

/** What one cluster reads and writes objects with. */
export interface Objects {
  read(data: Data): unknown;
  /** Null for null and undefined. */
  write(value: unknown): Data | null;
}

export class MemberObjects {
  /** Each side of a split has schemas of its own. */
  readonly #all = new WeakMap<Cluster, Objects>();

  constructor(readonly config: SerializationConfig = {}) {
    // Wrong ones are told when the cluster starts.
    objectsOf(config, undefined);
  }

  of(cluster: Cluster): Objects {
    let objects = this.#all.get(cluster);
    if (!objects) this.#all.set(cluster, (objects = objectsOf(this.config, cluster)));
    return objects;
  }
}

function objectsOf(config: SerializationConfig, cluster: Cluster | undefined): Objects {
  const schemas = cluster?.schemas.known;
  const serialization = new Serialization({ identified: queryReaders, ...config, ...(schemas && { schemas }) });
  return {
    read: data => told(() => serialization.toObject(data)),
    write(value) {
      if (value == null) return null;
      const data = told(() => serialization.toData(value));
      // Of what is written here for the first time.
      cluster?.schemas.keepKnown();
      return data;
    },
  };
}

function told<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const className = 'com.hazelcast.nio.serialization.HazelcastSerializationException';
    throw new Refusal('HAZELCAST_SERIALIZATION', error instanceof Error ? error.message : String(error), className);
  }
}
