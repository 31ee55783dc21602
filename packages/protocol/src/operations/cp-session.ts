import { boolean, long, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const cpSessionCreateSession = /* @__PURE__ */ op(0x1f0100, 'CPSession.createSession', () => ({
  retryable: true,
  request: { groupId: raftGroupId, endpointName: string },
  response: { sessionId: long, ttlMillis: long, heartbeatMillis: long },
}));

export const cpSessionCloseSession = /* @__PURE__ */ op(0x1f0200, 'CPSession.closeSession', () => ({
  retryable: true,
  request: { groupId: raftGroupId, sessionId: long },
  response: { response: boolean },
}));

export const cpSessionHeartbeatSession = /* @__PURE__ */ op(0x1f0300, 'CPSession.heartbeatSession', () => ({
  retryable: true,
  request: { groupId: raftGroupId, sessionId: long },
  response: {},
}));

export const cpSessionGenerateThreadId = /* @__PURE__ */ op(0x1f0400, 'CPSession.generateThreadId', () => ({
  retryable: true,
  request: { groupId: raftGroupId },
  response: { response: long },
}));
