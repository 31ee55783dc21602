import type { Schema } from './schema.js';
import type { Schemas } from './schemas.js';

/** The Compact types of one client, as far as declared types and their bodies need them. */
export interface CompactRegistry {
  readonly schemas: Schemas;
  /** Adds a declared type alone; false when it is known. Throws a `DataError` when another one has its name. */
  declare(format: { readonly schema: Schema }): boolean;
}
