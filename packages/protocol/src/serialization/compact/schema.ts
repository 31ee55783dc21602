import type Long from 'long';
import { DataError } from '../data-error.js';
import { describeKind, isFieldKind } from './field-kind.js';
import { schemaId } from './fingerprint.js';
import { type Layout, layoutOf } from './layout.js';
import type { SchemaField } from './schema-field.js';

/** The names and kinds of a Compact type's fields. Its id tells it from all others. */
export class Schema {
  /** In the order of their names, which is that of their UTF-16 units. */
  readonly fields: readonly SchemaField[];
  readonly id: Long;
  /** @internal */
  readonly layout: Layout;

  /** Fields in any order. Throws a `DataError` for two of one name, and for kinds that Compact does not have. */
  constructor(
    readonly typeName: string,
    fields: Iterable<{ readonly name: string; readonly kind: number }>,
  ) {
    this.fields = Array.from(fields, checked).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.layout = layoutOf(this.fields);
    if (this.layout.places.size < this.fields.length) throw new DataError(`two fields of '${typeName}' have one name`);
    this.id = schemaId(typeName, this.fields);
  }

  equals(other: Schema): boolean {
    return (
      this === other ||
      (this.typeName === other.typeName &&
        this.fields.length === other.fields.length &&
        this.fields.every(({ name, kind }, i) => name === other.fields[i]!.name && kind === other.fields[i]!.kind))
    );
  }
}

function checked({ name, kind }: { readonly name: string; readonly kind: number }): SchemaField {
  if (!isFieldKind(kind)) throw new DataError(`field '${name}' is of ${describeKind(kind)}, which is not supported`);
  return { name, kind };
}
