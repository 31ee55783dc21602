import type { FieldKind } from './field-kind.js';

export interface SchemaField {
  readonly name: string;
  readonly kind: FieldKind;
}
