import type Long from 'long';
import type { Data } from '../../data.js';
import { DataError } from '../data-error.js';
import { IdMap } from './id-map.js';
import type { Schema } from './schema.js';

/** A value cannot be written before every member has this schema. */
export class UnsentSchemaError extends Error {
  override readonly name = 'UnsentSchemaError';

  constructor(readonly schema: Schema) {
    super(`the members do not have the schema of '${schema.typeName}' yet`);
  }
}

/** A value cannot be read before its schema has been fetched from a member. */
export class UnknownSchemaError extends Error {
  override readonly name = 'UnknownSchemaError';

  /** `data`: the whole blob. */
  constructor(
    readonly schemaId: Long,
    readonly data?: Data,
  ) {
    super(`the schema with id ${schemaId.toString()} is not known`);
  }

  /** The same failure, with the whole blob. */
  of(data: Data): UnknownSchemaError {
    return new UnknownSchemaError(this.schemaId, data);
  }
}

interface Entry {
  readonly schema: Schema;
  replicated: boolean;
}

/** The schemas that a client knows, and which of them every member has. None is ever forgotten. */
export class Schemas {
  readonly #local: boolean;
  readonly #entries = new IdMap<Entry>();
  #isUnsent = false;

  /** `local`: there are no members, so that every schema counts as replicated. */
  constructor({ local = false }: { local?: boolean } = {}) {
    this.#local = local;
  }

  get(id: Long): Schema | undefined {
    return this.find(id.high, id.low);
  }

  /** The schema with that id, given as its two words. */
  find(high: number, low: number): Schema | undefined {
    return this.#entries.get(high, low)?.schema;
  }

  /** Makes a schema known, which says nothing about the members. Throws a `DataError` when another one has its id. */
  add(schema: Schema): void {
    this.#entry(schema);
  }

  /** Whether every member has it. */
  isReplicated({ id }: Schema): boolean {
    return this.#local || this.#entries.get(id.high, id.low)?.replicated === true;
  }

  /** Throws an `UnsentSchemaError` when some member may not have it. */
  checkReplicated(schema: Schema): void {
    if (!this.#isUnsent && !this.isReplicated(schema)) throw new UnsentSchemaError(schema);
  }

  /** Has `write` write values that no member gets, so that none needs their schemas. */
  unsent<T>(write: () => T): T {
    this.#isUnsent = true;
    try {
      return write();
    } finally {
      this.#isUnsent = false;
    }
  }

  /** Says that every member has it; makes it known, too. */
  replicated(schema: Schema): void {
    this.#entry(schema).replicated = true;
  }

  get all(): Iterable<Schema> {
    return this.#entries.values().map(({ schema }) => schema);
  }

  #entry(schema: Schema): Entry {
    const { high, low } = schema.id;
    const known = this.#entries.get(high, low);
    if (known === undefined) return this.#entries.set(high, low, { schema, replicated: false });
    if (known.schema.equals(schema)) return known;
    throw new DataError(`the schemas of '${known.schema.typeName}' and '${schema.typeName}' have the same id`);
  }
}
