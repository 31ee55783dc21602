// A client that speaks the rows of the CP subsystem, in virtual time.
import { type AnyOperation, type RequestOf, type ResponseOf, UUID } from '@hazelrx/protocol';
import type { HazelcastClient, HazelcastError } from 'hazelrx';
import {
  cpGroupCreateCPGroup,
  cpSessionCloseSession,
  cpSessionCreateSession,
  cpSessionHeartbeatSession,
  fencedLockLock,
  fencedLockTryLock,
  fencedLockUnlock,
} from 'hazelrx/operations';
import type Long from 'long';
import { type Recording, record } from '../../../../test/support/recording.js';
import type { ClusterOptions } from '../../src/index.js';
import { inVirtualTime, type VirtualCluster } from './virtual-cluster.js';

/** What a request says besides its group. */
type Rest<O extends AnyOperation> = Omit<RequestOf<O>, 'groupId'>;

export class CpClient {
  constructor(
    readonly virtual: VirtualCluster,
    readonly client: HazelcastClient,
    readonly groupId: ResponseOf<typeof cpGroupCreateCPGroup>['groupId'],
  ) {}

  static async of(virtual: VirtualCluster, client: HazelcastClient, group = 'g'): Promise<CpClient> {
    const { groupId } = await virtual.ask(client.invoke(cpGroupCreateCPGroup, { proxyName: `x@${group}` }));
    return new CpClient(virtual, client, groupId);
  }

  #call<O extends AnyOperation>(operation: O, rest: Rest<O>) {
    return this.client.invoke(operation, { groupId: this.groupId, ...rest } as unknown as RequestOf<O>);
  }

  ask<O extends AnyOperation>(operation: O, rest: Rest<O>, millis?: number): Promise<ResponseOf<O>> {
    return this.virtual.ask(this.#call(operation, rest), millis);
  }

  refusal<O extends AnyOperation>(operation: O, rest: Rest<O>, millis?: number): Promise<HazelcastError> {
    return this.virtual.refusal(this.#call(operation, rest), millis);
  }

  /** Sent, and not answered yet. */
  async waiting<O extends AnyOperation>(operation: O, rest: Rest<O>): Promise<Recording<ResponseOf<O>>> {
    const recording = record(this.#call(operation, rest));
    await this.virtual.clock.advance(0);
    if (recording.completed || recording.error !== undefined) throw new Error(`${operation.name} did not wait`);
    return recording;
  }

  async session(): Promise<Long> {
    return (await this.ask(cpSessionCreateSession, { endpointName: 'test' })).sessionId;
  }

  heartbeat(sessionId: Long): Promise<unknown> {
    return this.ask(cpSessionHeartbeatSession, { sessionId });
  }

  async close(sessionId: Long): Promise<boolean> {
    return (await this.ask(cpSessionCloseSession, { sessionId })).response;
  }

  /** The fence of lock `l`, or of another one. */
  async lock(sessionId: Long, more: Partial<LockRequest> = {}): Promise<number> {
    return (await this.ask(fencedLockLock, lockRequest(sessionId, more))).response.toNumber();
  }

  /** 0 where it is not to be had in time. */
  async tryLock(sessionId: Long, { timeoutMs = 0, ...more }: Partial<LockRequest> & { timeoutMs?: number } = {}) {
    const { response } = await this.ask(fencedLockTryLock, { ...lockRequest(sessionId, more), timeoutMs }, timeoutMs);
    return response.toNumber();
  }

  /** Whether it is held still. */
  async unlock(sessionId: Long, more: Partial<LockRequest> = {}): Promise<boolean> {
    return (await this.ask(fencedLockUnlock, lockRequest(sessionId, more))).response;
  }
}

type LockRequest = Rest<typeof fencedLockLock>;

export function lockRequest(sessionId: Long, more: Partial<LockRequest> = {}): LockRequest {
  return { name: 'l', sessionId, threadId: 1, invocationUid: UUID.random(), ...more };
}

export async function cpInVirtualTime(options: Omit<ClusterOptions, 'clock'> = {}): Promise<CpClient> {
  const virtual = await inVirtualTime({ members: 3, ...options });
  return CpClient.of(virtual, await virtual.connected());
}
