// Sessions of the CP subsystem, and the threads of those who hold permits without one.
import {
  cpSessionCloseSession,
  cpSessionCreateSession,
  cpSessionGenerateThreadId,
  cpSessionHeartbeatSession,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import type { Service } from '../cluster.js';
import { cpConfig } from '../cp/cp-config.js';
import { doing } from '../cp/in-group.js';

export const cpSessionService: Service = {
  handlers: [
    doing(cpSessionCreateSession, ({ sessions, home }) => ({
      sessionId: sessions.create(),
      ttlMillis: Long.fromNumber(sessions.ttl),
      heartbeatMillis: Long.fromNumber(cpConfig(home.config)['session-heartbeat-interval-seconds'] * 1000),
    })),
    doing(cpSessionHeartbeatSession, (group, { sessionId }) => {
      group.sessions.heartbeat(sessionId.toString());
      return {};
    }),
    doing(cpSessionCloseSession, (group, { sessionId }) => ({ response: group.endSession(sessionId.toString()) })),
    doing(cpSessionGenerateThreadId, ({ sessions }) => ({ response: sessions.newThread() })),
  ],
};
