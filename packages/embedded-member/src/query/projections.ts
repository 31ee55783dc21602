import { type Data, projectionClasses as classes, QueryObject, type Serialization } from '@hazelrx/protocol';
import { blobOf, entryBlob, objectsBlob } from './blobs.js';
import { classCast } from './java-error.js';
import { classOf, javaOf } from './java-value.js';
import type { QueriedEntry } from './queried-entry.js';

/** What is answered of an entry. */
export type Projection = (entry: QueriedEntry) => Data | null;

/** Throws for what is no projection. */
export function projectionOf(serialization: Serialization, object: unknown): Projection {
  const { type, values } = object instanceof QueryObject ? object : { type: undefined, values: [] };
  switch (type) {
    case classes.identity:
      return ({ keyData, valueData }) => entryBlob(keyData, valueData);
    case classes.singleAttribute:
      return entry => blobOf(serialization, entry.attribute(values[0] as string));
    case classes.multiAttribute: {
      const paths = values[0] as readonly string[];
      return entry => objectsBlob(paths.map(path => blobOf(serialization, entry.attribute(path))));
    }
    default:
      throw classCast(object === null ? 'null' : classOf(javaOf(object)), 'com.hazelcast.projection.Projection');
  }
}
