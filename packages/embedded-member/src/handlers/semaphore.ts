// Semaphore: permits, held by sessions or, where it is compatible with that of the JDK, by nobody in particular.
import {
  semaphoreAcquire,
  semaphoreAvailablePermits,
  semaphoreChange,
  semaphoreDrain,
  semaphoreGetSemaphoreType,
  semaphoreInit,
  semaphoreRelease,
} from '@hazelrx/protocol/operations';
import { on, type Service } from '../cluster.js';
import { semaphoreConfig } from '../cp/cp-config.js';
import type { CpGroup } from '../cp/cp-group.js';
import type { CpSemaphore, PermitCall } from '../cp/cp-semaphore.js';
import { doing, reading } from '../cp/in-group.js';

/** The semaphore, for one whose session lives. */
function inSession(group: CpGroup, { name, sessionId }: PermitCall & { readonly name: string }): CpSemaphore {
  group.sessions.use(sessionId.toString());
  return group.semaphores.get(name);
}

export const semaphoreService: Service = {
  handlers: [
    doing(semaphoreInit, (group, { name, permits }) => ({ response: group.semaphores.get(name).init(permits) })),
    doing(semaphoreAcquire, (group, fields, asked) => {
      const { permits, timeoutMs } = fields;
      const response = inSession(group, fields).acquire(fields, permits, timeoutMs, asked);
      return response === undefined ? undefined : { response };
    }),
    doing(semaphoreRelease, (group, fields) => {
      inSession(group, fields).release(fields, fields.permits);
      return { response: true };
    }),
    doing(semaphoreDrain, (group, fields) => ({ response: inSession(group, fields).drain(fields) })),
    doing(semaphoreChange, (group, fields) => ({
      response: inSession(group, fields).change(fields, fields.permits),
    })),
    reading(semaphoreAvailablePermits, (group, { name }) => ({ response: group.semaphores.get(name).available })),
    on(semaphoreGetSemaphoreType, ({ fields: { proxyName } }, _, { world }) => ({
      response: semaphoreConfig(world.config, proxyName)['jdk-compatible'],
    })),
  ],
};
