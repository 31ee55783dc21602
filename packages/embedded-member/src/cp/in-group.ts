// Rows that are for one group.
import type { AnyOperation, Encodable } from '@hazelrx/protocol';
import { type Handler, on } from '../cluster.js';
import type { Request } from '../request.js';
import type { CpGroup, GroupId } from './cp-group.js';
import { cpOf } from './cp-subsystem.js';
import type { Asked } from './wait-queue.js';

type Answer<O extends AnyOperation> = Encodable<O['response']['fields']>;
/** Undefined: it waits, and is answered later. `asked`: by whom. */
type Doing<O extends AnyOperation> = (
  group: CpGroup,
  fields: Request<O>['fields'],
  asked: Asked,
) => Answer<O> | undefined;

/** A row that reads. */
export function reading<O extends AnyOperation>(operation: O, read: Doing<O>): Handler {
  return on(operation, (request, member, cluster) => {
    const cp = cpOf(cluster);
    const { groupId } = request.fields as unknown as { readonly groupId: GroupId };
    const run = (): object | undefined => read(cp.group(groupId), request.fields, { request, member });
    return cp.whenAvailable(request, member, run) as Answer<O> | undefined;
  });
}

/** A row whose doing counts in the order of all that is done in the group. */
export function doing<O extends AnyOperation>(operation: O, run: Doing<O>): Handler {
  return reading(operation, (group, fields, asked) => {
    group.commit();
    return run(group, fields, asked);
  });
}
