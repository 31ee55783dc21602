// A CP group whose sessions members keep; what is held under them is up to each test.
import type { AnyOperation, UUID } from '@hazelrx/protocol';
import {
  cpGroupCreateCPGroup,
  cpSessionCloseSession,
  cpSessionCreateSession,
  cpSessionHeartbeatSession,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { partsOf } from '../../../src/client.js';
import { CpGroups } from '../../../src/concurrency/cp/cp-group.js';
import type { CpParts } from '../../../src/concurrency/cp/cp-primitive.js';
import { CpSessions } from '../../../src/concurrency/cp/cp-sessions.js';
import type { MemberErrorCode } from '../../../src/errors.js';
import type { ClientConfig } from '../../../src/options.js';
import type { Core } from '../../../src/structures/structure.js';
import type { Received } from '../../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../../support/virtual-client.js';

export const TTL = 15_000;
export const HEARTBEAT = 5000;

/** What requests under a session have in common. */
interface Asked {
  readonly sessionId: Long;
  readonly threadId: Long;
  readonly invocationUid: UUID;
  readonly name: string;
}

export class ScriptedSessions {
  readonly sessions: CpSessions;
  readonly parts: CpParts;
  #made = 0;

  constructor(readonly t: VirtualClient) {
    const core = partsOf(t.client) as unknown as Core;
    const groups = new CpGroups(core);
    this.sessions = new CpSessions(core, groups);
    this.parts = { core, groups, sessions: this.sessions };
    let group = 0;
    this.on(cpGroupCreateCPGroup, call =>
      call.answer({ groupId: { name: 'g', seed: Long.ZERO, id: Long.fromNumber(++group) } }),
    );
    this.on(cpSessionCreateSession, call =>
      call.answer({
        sessionId: Long.fromNumber(++this.#made),
        ttlMillis: Long.fromNumber(TTL),
        heartbeatMillis: Long.fromNumber(HEARTBEAT),
      }),
    );
    this.on(cpSessionHeartbeatSession, call => call.answer({}));
    this.on(cpSessionCloseSession, call => call.answer({ response: true }));
  }

  on<O extends AnyOperation>(row: O, script: (call: Received<O>) => void): void {
    for (const member of this.t.cluster.members) member.on(row, script);
  }

  /** From now on requests of this row are answered like this, one after the other; the last one for all that follow. */
  answers<O extends AnyOperation>(row: O, ...scripts: readonly ((call: Received<O>) => void)[]): void {
    let next = 0;
    this.on(row, call => scripts[Math.min(next++, scripts.length - 1)]!(call));
  }

  /** The requests of a row so far, by session and thread, in the order in which they were sent by one member's connection. */
  asked<O extends AnyOperation>(row: O): Asked[] {
    return this.t.cluster.of(row).map(({ request }) => request as unknown as Asked);
  }

  /** How much is held under the sessions that are not closed, by their ids. */
  get holds(): [number, number][] {
    return this.sessions.live.map(({ id, holds }) => [id.toNumber(), holds]);
  }

  get closed(): number[] {
    return this.asked(cpSessionCloseSession).map(({ sessionId }) => sessionId.toNumber());
  }
}

export async function scriptedSessions(config?: ClientConfig, members = 1): Promise<ScriptedSessions> {
  const t = await connectedTo(members, config);
  await t.settle();
  return new ScriptedSessions(t);
}

export const silent = (): void => {};

export function refusal<O extends AnyOperation>(...codes: readonly MemberErrorCode[]): (call: Received<O>) => void {
  return call => call.refuse(...codes);
}
