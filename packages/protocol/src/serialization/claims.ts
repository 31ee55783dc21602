import type { CompactRegistration } from './compact/compact-types.js';
import type { CustomSerializer } from './custom.js';
import { DataError } from './data-error.js';
import { isIdentified } from './identified.js';
import { isPortable } from './portable/portables.js';
import * as TypeId from './type-id.js';
import { builtInType, isBuiltIn } from './value-type.js';

/** A class, as far as it matters here. */
interface Claimed {
  readonly name: string;
  readonly prototype: object;
}

/** Throws a `DataError` when two claim one class, or one claims a class whose objects something else writes before it. */
export function checkClaims(compact: readonly CompactRegistration[], custom: readonly CustomSerializer[]): void {
  const claims = new Map<Claimed, string>();
  for (const registration of compact) {
    if (!('getClass' in registration)) continue;
    const type = registration.getClass();
    const claimant = `the Compact serializer of '${registration.getTypeName()}'`;
    if (isBuiltIn(type.prototype as object)) throw refuse(claimant, type, 'it is written as a built-in type');
    claim(claims, type, claimant);
  }
  for (const serializer of custom) {
    const type: Claimed | undefined = serializer.getClass?.();
    if (type === undefined) continue;
    const claimant = `the custom serializer with id ${serializer.id}`;
    const isTaken = isBuiltIn(type.prototype) || builtInType(Object.create(type.prototype) as object) !== TypeId.JSON;
    if (isTaken) throw refuse(claimant, type, 'it is written as a built-in type');
    claim(claims, type, claimant);
  }
}

function claim(claims: Map<Claimed, string>, type: Claimed, claimant: string): void {
  const other = claims.get(type);
  if (other !== undefined) throw refuse(claimant, type, `so does ${other}`);
  if (isIdentified(type.prototype)) throw refuse(claimant, type, 'it is an IdentifiedDataSerializable');
  if (isPortable(type.prototype)) throw refuse(claimant, type, 'it is a Portable');
  claims.set(type, claimant);
}

function refuse(claimant: string, { name }: Claimed, reason: string): DataError {
  return new DataError(`${claimant} claims class ${name}, but ${reason}`);
}
