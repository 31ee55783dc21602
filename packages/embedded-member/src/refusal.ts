import { encodeErrorResponse, type Writer } from '@hazelrx/protocol';
import type { MemberErrorCode } from 'hazelrx';
import { MEMBER_ERRORS } from 'hazelrx/internal';

const wireCodes = new Map<MemberErrorCode, number>(MEMBER_ERRORS.map(([code, name]) => [name, code]));

/** Thrown by a handler: the member answers with this error. */
export class Refusal extends Error {
  constructor(
    readonly code: MemberErrorCode,
    message: string,
    /** What a Java member would name. */
    readonly className = `com.hazelcast.embedded.${code}`,
  ) {
    super(message);
  }

  /** Appends the error answer. Returns its start. */
  encode(writer: Writer): number {
    const { className, message } = this;
    return encodeErrorResponse(writer, [
      { errorCode: wireCodes.get(this.code)!, className, message, stackTraceElements: [] },
    ]);
  }
}

/** What this member cannot do and a real one can. */
export function notHere(what: string): Refusal {
  const message = `the embedded member does not do ${what}: start a real one with @hazelrx/java-member`;
  return new Refusal('UNSUPPORTED_OPERATION', message, 'java.lang.UnsupportedOperationException');
}

/** The member is gone that was to do it, and did not: clients ask again. */
export function memberLeft(): Refusal {
  return new Refusal('MEMBER_LEFT', 'the member has left');
}
