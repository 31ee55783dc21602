// What members answer where something of the user's own has thrown.
import { HazelcastError, type MemberErrorCode } from 'hazelrx';
import { MEMBER_ERRORS } from 'hazelrx/internal';
import { Refusal } from '../refusal.js';

const CODES = new Set<string>(MEMBER_ERRORS.map(([, name]) => name));

/** Those of members as they are; a `HazelcastError` keeps its code, any other error has none of the members' own. */
export function failureOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return new Refusal('UNDEFINED', String(error), 'Error');
  const code = error instanceof HazelcastError && CODES.has(error.code) ? (error.code as MemberErrorCode) : 'UNDEFINED';
  return new Refusal(code, error instanceof HazelcastError ? error.reason : error.message, error.name);
}

export function classCast(object: unknown, wanted: string): Refusal {
  const message = `class ${classNameOf(object)} cannot be cast to class ${wanted}`;
  return new Refusal('CLASS_CAST', message, 'java.lang.ClassCastException');
}

export function classNameOf(object: unknown): string {
  return typeof object === 'object' && object !== null ? object.constructor.name : typeof object;
}
