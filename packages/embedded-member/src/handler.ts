import type { AnyOperation, Encodable } from '@hazelrx/protocol';
import type { EmbeddedCluster } from './cluster.js';
import type { EmbeddedMember } from './member.js';
import type { AnyRequest, Request } from './request.js';

/** Does what a request asks. `member` got it. Undefined: it is answered later, or has been. */
export type Handle<O extends AnyOperation> = (
  request: Request<O>,
  member: EmbeddedMember,
  cluster: EmbeddedCluster,
) => Encodable<O['response']['fields']> | undefined;

/** A row of the table with what a member does for it. */
export interface Handler {
  readonly operation: AnyOperation;
  handle(request: AnyRequest, member: EmbeddedMember, cluster: EmbeddedCluster): object | undefined;
}

export function on<O extends AnyOperation>(operation: O, handle: Handle<O>): Handler {
  return { operation, handle: handle as unknown as Handler['handle'] };
}
