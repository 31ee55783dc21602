// The CP subsystem as a whole: its groups and what is in them, and who keeps them.
import {
  cpGroupCreateCPGroup,
  cpGroupDestroyCPObject,
  cpSubsystemAddGroupAvailabilityListener,
  cpSubsystemAddMembershipListener,
  cpSubsystemGetCPGroupIds,
  cpSubsystemGetCPObjectInfos,
  cpSubsystemRemoveGroupAvailabilityListener,
  cpSubsystemRemoveMembershipListener,
} from '@hazelrx/protocol/operations';
import type { UUID } from '@hazelrx/protocol';
import { type Cluster, type Handler, on, type Service } from '../cluster.js';
import type { CpGroup } from '../cp/cp-group.js';
import type { CpObject, CpObjects } from '../cp/cp-objects.js';
import { AVAILABILITY, cpOf, endCpOf, MEMBERSHIP } from '../cp/cp-subsystem.js';
import { doing, reading } from '../cp/in-group.js';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { Request } from '../request.js';
import { atomicLongService } from './atomic-long.js';
import { atomicRefService } from './atomic-ref.js';
import { countDownLatchService } from './count-down-latch.js';
import { cpSessionService } from './cp-session.js';
import { fencedLockService } from './fenced-lock.js';
import { semaphoreService } from './semaphore.js';

type ListenerRow = typeof cpSubsystemAddMembershipListener | typeof cpSubsystemAddGroupAvailabilityListener;

function listen(topic: string, cluster: Cluster, member: EmbeddedMember, request: Request<ListenerRow>): UUID {
  const id = cluster.world.uuid();
  cluster.registrations.add(topic, { id, member, request, local: request.fields.local });
  return id;
}

function objectsOf(group: CpGroup, service: string): CpObjects<CpObject> {
  const objects = group.objects(service);
  if (objects) return objects;
  throw new Refusal('HAZELCAST', `Service with name '${service}' not found!`, 'com.hazelcast.core.HazelcastException');
}

const cpSubsystemService: Service = {
  handlers: [
    on(cpGroupCreateCPGroup, (request, member, cluster) => {
      const cp = cpOf(cluster);
      const run = () => ({ groupId: cp.groupFor(request.fields.proxyName) });
      return cp.whenAvailable(request, member, run) as ReturnType<typeof run> | undefined;
    }),
    doing(cpGroupDestroyCPObject, (group, { serviceName, objectName }) => {
      objectsOf(group, serviceName).destroy(objectName);
      return {};
    }),
    reading(cpSubsystemGetCPObjectInfos, (group, { serviceName, tombstone }) => ({
      response: objectsOf(group, serviceName).names(tombstone),
    })),
    on(cpSubsystemGetCPGroupIds, (_request, _member, cluster) => ({ response: cpOf(cluster).groupIds })),
    on(cpSubsystemAddMembershipListener, (request, member, cluster) => ({
      response: listen(MEMBERSHIP, cluster, member, request),
    })),
    on(cpSubsystemRemoveMembershipListener, ({ fields }, _, { registrations }) => ({
      response: registrations.remove(MEMBERSHIP, fields.registrationId),
    })),
    on(cpSubsystemAddGroupAvailabilityListener, (request, member, cluster) => ({
      response: listen(AVAILABILITY, cluster, member, request),
    })),
    on(cpSubsystemRemoveGroupAvailabilityListener, ({ fields }, _, { registrations }) => ({
      response: registrations.remove(AVAILABILITY, fields.registrationId),
    })),
  ],
  viewChanged(cluster) {
    if (cluster.running.length > 0) cpOf(cluster).changed();
    else endCpOf(cluster);
  },
  leaving(cluster, member) {
    cpOf(cluster).members.leaving(member);
  },
  merged(from) {
    endCpOf(from);
  },
};

const services: readonly Service[] = [
  cpSubsystemService,
  cpSessionService,
  fencedLockService,
  semaphoreService,
  atomicLongService,
  atomicRefService,
  countDownLatchService,
];

/** What members of today's community edition answer to all of it. */
function enterpriseOnly({ operation }: Handler): Handler {
  return {
    operation,
    handle() {
      const message =
        'CP subsystem is an Enterprise feature. ' +
        'Please use the latest applicable Hazelcast Enterprise client to interact with Enterprise clusters using CP.';
      throw new Refusal('UNSUPPORTED_OPERATION', message, 'java.lang.UnsupportedOperationException');
    },
  };
}

/** What members do for the CP subsystem, or that they have none. */
export function cpServices(isThere: boolean): readonly Service[] {
  return isThere ? services : [{ handlers: services.flatMap(({ handlers }) => handlers).map(enterpriseOnly) }];
}
