// The executor service: tasks on members, and their ends.
import {
  executorServiceCancelOnMember,
  executorServiceCancelOnPartition,
  executorServiceIsShutdown,
  executorServiceShutdown,
  executorServiceSubmitToMember,
  executorServiceSubmitToPartition,
} from '@hazelrx/protocol/operations';
import type { Data, UUID } from '@hazelrx/protocol';
import { type Cluster, on, type Service } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { MemberObjects } from '../processors/member-objects.js';
import { Refusal } from '../refusal.js';
import type { Request } from '../request.js';
import { Tasks } from './tasks.js';

const SERVICE = 'hz:impl:executorService';

type Submit = typeof executorServiceSubmitToMember | typeof executorServiceSubmitToPartition;

/** Of one cluster: it has its tasks. */
export function executorService(objects: MemberObjects): Service {
  const tasks = new Tasks();
  const begin = (request: Request<Submit>, member: EmbeddedMember, cluster: Cluster): undefined => {
    const { uuid, callable } = request.fields;
    const caller = {
      answer: (response: Data | null) => request.answer({ response }),
      refuse: (refusal: Refusal) => request.refuse(refusal),
    };
    tasks.begin(uuid, callable, { member, objects: objects.of(cluster), caller });
  };
  return {
    handlers: [
      on(executorServiceSubmitToPartition, (request, _, cluster) =>
        begin(request, cluster.partitions.all[request.partition]!.owner, cluster),
      ),
      on(executorServiceSubmitToMember, (request, _, cluster) =>
        begin(request, memberOf(cluster, request.fields.memberUUID), cluster),
      ),
      on(executorServiceCancelOnPartition, ({ fields: { uuid } }) => ({ response: tasks.cancel(uuid) })),
      on(executorServiceCancelOnMember, ({ fields: { uuid } }) => ({ response: tasks.cancel(uuid) })),
      on(executorServiceShutdown, ({ fields: { name } }, member) => {
        tasks.shutDown(name, member);
        return {};
      }),
      on(executorServiceIsShutdown, ({ fields: { name } }, member) => ({ response: tasks.isShutDown(name, member) })),
    ],
    viewChanged: () => tasks.dropLeft(),
    destroyed(cluster, service, name) {
      if (service === SERVICE) tasks.destroyed(name, cluster);
    },
  };
}

function memberOf({ running }: Cluster, uuid: UUID): EmbeddedMember {
  const member = running.find(each => each.uuid.equals(uuid));
  if (member) return member;
  const className = 'com.hazelcast.spi.exception.TargetNotMemberException';
  throw new Refusal('TARGET_NOT_MEMBER', `${uuid.toString()} is not a member of the cluster`, className);
}
