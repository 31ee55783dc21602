import { boolean, byte, list, since, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { cpMember, raftGroupId } from './types.js';

export const cpSubsystemRemoveMembershipListener = /* @__PURE__ */ op(
  0x220200,
  'CPSubsystem.removeMembershipListener',
  () => ({
    retryable: true,
    request: { registrationId: uuid },
    response: { response: boolean },
  }),
);

export const cpSubsystemAddMembershipListener = /* @__PURE__ */ op(
  0x220100,
  'CPSubsystem.addMembershipListener',
  () => ({
    removedBy: cpSubsystemRemoveMembershipListener,
    request: { local: boolean },
    response: { response: uuid },
    events: { MembershipEvent: { member: cpMember, type: byte } },
  }),
);

export const cpSubsystemRemoveGroupAvailabilityListener = /* @__PURE__ */ op(
  0x220400,
  'CPSubsystem.removeGroupAvailabilityListener',
  () => ({
    retryable: true,
    request: { registrationId: uuid },
    response: { response: boolean },
  }),
);

export const cpSubsystemAddGroupAvailabilityListener = /* @__PURE__ */ op(
  0x220300,
  'CPSubsystem.addGroupAvailabilityListener',
  () => ({
    removedBy: cpSubsystemRemoveGroupAvailabilityListener,
    request: { local: boolean },
    response: { response: uuid },
    events: {
      GroupAvailabilityEvent: {
        groupId: raftGroupId,
        members: list(cpMember),
        unavailableMembers: list(cpMember),
        isShutdown: since('2.7', boolean),
      },
    },
  }),
);

export const cpSubsystemGetCPGroupIds = /* @__PURE__ */ op(0x220500, 'CPSubsystem.getCPGroupIds', () => ({
  retryable: true,
  request: {},
  response: { response: list(raftGroupId) },
}));

export const cpSubsystemGetCPObjectInfos = /* @__PURE__ */ op(0x220600, 'CPSubsystem.getCPObjectInfos', () => ({
  retryable: true,
  request: { groupId: raftGroupId, serviceName: string, tombstone: boolean },
  response: { response: list(string) },
}));
