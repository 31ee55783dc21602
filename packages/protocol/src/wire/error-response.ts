import { errorHolder } from '../operations/types.js';
import type { Decoded } from './field.js';
import { list } from './field.js';
import { ERROR_RESPONSE_TYPE, RESPONSE_HEADER, TYPE_OFFSET, UNFRAGMENTED } from './frame.js';
import { Plan } from './plan.js';
import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/** An error as a member tells it: Java class, message, code (see the client's error table) and stack. */
export type MemberError = Decoded<(typeof errorHolder)['fields']>;

const plan = /* @__PURE__ */ new Plan({ holders: /* @__PURE__ */ list(errorHolder) }, RESPONSE_HEADER);

/** Reads the error answer the reader stands at: the error first, then its cause, then the cause of that. */
export function decodeErrorResponse(reader: Reader): readonly MemberError[] {
  return plan.decodeMessage(reader).holders;
}

/** Appends an error answer; the correlation id stays 0 until the caller sets it. Returns its start. */
export function encodeErrorResponse(writer: Writer, holders: readonly MemberError[]): number {
  const start = plan.encodeMessage(writer, { holders }, UNFRAGMENTED);
  writer.view.setInt32(start + TYPE_OFFSET, ERROR_RESPONSE_TYPE, true);
  return start;
}
