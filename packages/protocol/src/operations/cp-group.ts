import { string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const cpGroupCreateCPGroup = /* @__PURE__ */ op(0x1e0100, 'CPGroup.createCPGroup', () => ({
  retryable: true,
  request: { proxyName: string },
  response: { groupId: raftGroupId },
}));

export const cpGroupDestroyCPObject = /* @__PURE__ */ op(0x1e0200, 'CPGroup.destroyCPObject', () => ({
  retryable: true,
  request: { groupId: raftGroupId, serviceName: string, objectName: string },
  response: {},
}));
