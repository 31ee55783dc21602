// The objects by which clients query, read as members read them, and entries as they see them.
import { type Data, predicateClasses, queryReaders, QueryObject, Serialization } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { partitionOf } from '../locks/kept-key.js';
import { Refusal } from '../refusal.js';
import { type Aggregator, aggregatorOf } from './aggregators.js';
import { reading } from './java-error.js';
import { anyPortables } from './portable-record.js';
import { type Predicate, predicateOf } from './predicates.js';
import { type Projection, projectionOf } from './projections.js';
import { QueriedEntry } from './queried-entry.js';
import { rewritten } from './rewritten.js';

/** Which entries a predicate is about. */
export interface Selection {
  readonly matches: Predicate;
  /** Where it looks. Undefined: everywhere. */
  readonly partition?: number;
}

/** By cluster: each side of a split has schemas of its own. */
const all = new WeakMap<Cluster, Queries>();

export class Queries {
  readonly #serialization: Serialization;
  /** What was read of a predicate: listeners bring theirs once, and it is asked with every event. */
  readonly #predicates = new WeakMap<Data, Predicate>();

  private constructor(readonly cluster: Cluster) {
    this.#serialization = new Serialization({
      identified: queryReaders,
      schemas: cluster.schemas.known,
      portableFactories: anyPortables,
      jsonStringDeserializationPolicy: 'NO_DESERIALIZATION',
    });
  }

  static of(cluster: Cluster): Queries {
    let queries = all.get(cluster);
    if (!queries) all.set(cluster, (queries = new Queries(cluster)));
    return queries;
  }

  entry(key: Data, value: Data | null): QueriedEntry {
    return new QueriedEntry(this.#serialization, key, value);
  }

  /** A predicate of any entry. Throws for what is none. */
  predicate(data: Data): Predicate {
    let predicate = this.#predicates.get(data);
    if (!predicate) this.#predicates.set(data, (predicate = predicateOf(this.#read(data))));
    return predicate;
  }

  /** A predicate as it is, which may say in which partition it looks. Throws for what is none. */
  selection(data: Data): Selection {
    return this.#selection(this.#read(data));
  }

  /** The same, as members rewrite it before a query. */
  query(data: Data): Selection {
    return this.#selection(rewritten(this.#read(data)));
  }

  /** Of a query that does not choose its partitions. */
  queriedBy(data: Data): Predicate {
    return predicateOf(rewritten(this.#read(data)));
  }

  #selection(object: unknown): Selection {
    if (!(object instanceof QueryObject) || object.type !== predicateClasses.partition)
      return { matches: predicateOf(object) };
    const [key, target] = object.values;
    return { matches: predicateOf(target), partition: partitionOf(this.cluster, this.#blob(key)).id };
  }

  projection(data: Data): Projection {
    return projectionOf(this.#serialization, this.#read(data));
  }

  aggregator(data: Data): Aggregator {
    return aggregatorOf(this.#serialization, this.#read(data));
  }

  /** Any object of a client. */
  #read(data: Data): unknown {
    return reading(() => this.#serialization.toObject(data));
  }

  #blob(key: unknown): Data {
    if (key === null) throw new Refusal('NULL_POINTER', "partitionKey can't be null", 'java.lang.NullPointerException');
    return reading(() => this.#serialization.toData(key));
  }
}
