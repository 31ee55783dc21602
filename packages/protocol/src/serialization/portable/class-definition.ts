import { DataError } from '../data-error.js';
import * as TypeId from '../type-id.js';
import type { FieldType } from './field-type.js';
import type { ClassIds, Portable } from './portable.js';

/** One field of a class, at a fixed place in the table of offsets. */
export interface FieldDefinition {
  readonly index: number;
  readonly type: FieldType;
  /** What stands before the value: a byte for each character of the name. */
  readonly nameBytes: Uint8Array;
  /** Of the portables in it. */
  readonly of: ClassIds | null;
}

const MAX_NAME = 0x7fff;

/** The fields that every object of one version of a class has, in the order in which the first one wrote them. */
export class ClassDefinition implements ClassIds {
  readonly factoryId: number;
  readonly classId: number;
  readonly fields = new Map<string, FieldDefinition>();

  constructor(
    { factoryId, classId }: ClassIds,
    readonly version: number,
  ) {
    this.factoryId = factoryId;
    this.classId = classId;
  }

  add(name: string, type: FieldType, of: ClassIds | null): void {
    if (this.fields.has(name))
      throw new DataError('the field is written twice', { path: '$', typeId: TypeId.PORTABLE });
    this.fields.set(name, { index: this.fields.size, type, nameBytes: latin1(name), of });
  }

  toString(): string {
    return describeClass(this, this.version);
  }
}

export function describeClass({ factoryId, classId }: ClassIds, version: number): string {
  return `class ${classId} of factory ${factoryId}, version ${version}`;
}

/** What tells one version of one class from others. */
export function classKey({ factoryId, classId }: ClassIds, version: number): string {
  return `${factoryId}:${classId}:${version}`;
}

/** The version of an object's class. */
export function versionOf({ version }: Portable, portableVersion: number): number {
  return version ?? portableVersion;
}

/** Names lie in the bytes one byte a character. */
function latin1(name: string): Uint8Array {
  const bytes = new Uint8Array(name.length);
  let fits = name.length > 0 && name.length <= MAX_NAME;
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    fits &&= unit <= 0xff;
    bytes[i] = unit;
  }
  if (fits) return bytes;
  throw new DataError('the name of a field must be 1 to 32767 characters of ISO 8859-1', {
    path: '$',
    typeId: TypeId.PORTABLE,
  });
}
