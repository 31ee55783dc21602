import {
  cpGroupCreateCPGroup,
  cpSessionCloseSession,
  cpSessionCreateSession,
  cpSessionHeartbeatSession,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import type { CpSession } from '../../../src/concurrency/cp/cp-session.js';
import { HEARTBEAT, refusal, type ScriptedSessions, scriptedSessions, silent, TTL } from './scripted-sessions.js';

async function acquired(group: ScriptedSessions, name = 'a@g'): Promise<CpSession> {
  const asking = group.t.watch(group.sessions.acquire(name));
  await group.t.settle();
  return asking.values[0]!;
}

function beats({ t }: ScriptedSessions): number {
  return t.cluster.of(cpSessionHeartbeatSession).length;
}

describe('acquiring a session', () => {
  it('makes one for all who ask at once, and counts them', async () => {
    const group = await scriptedSessions();
    const { t, sessions } = group;
    const asking = [t.watch(sessions.acquire('a@g')), t.watch(sessions.acquire('a@g'))];
    await t.settle();
    expect(t.cluster.of(cpSessionCreateSession).map(({ request }) => request)).toMatchObject([
      { groupId: { name: 'g', id: Long.fromNumber(1) }, endpointName: t.client.name },
    ]);
    const [one, other] = asking.map(({ values }) => values[0]!);
    expect(one).toBe(other);
    expect(await acquired(group)).toBe(one);
    expect(one!.holds).toBe(3);
    one!.release();
    one!.release(2);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('makes one for each group', async () => {
    const group = await scriptedSessions();
    await acquired(group, 'a@g');
    await acquired(group, 'a@h');
    expect(group.holds).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('holds nothing for those who leave before it is made', async () => {
    const group = await scriptedSessions();
    const leaving = group.t.watch(group.sessions.acquire('a@g'));
    const staying = group.t.watch(group.sessions.acquire('a@g'));
    leaving.subscription.unsubscribe();
    await group.t.settle();
    expect(staying.values[0]!.holds).toBe(1);
  });

  it('uses one that is idle until it is as old as its time to live', async () => {
    const group = await scriptedSessions();
    (await acquired(group)).release();
    await group.t.advance(TTL - 1);
    const session = await acquired(group);
    expect(session.id.toNumber()).toBe(1);
    session.release();
    await group.t.advance(1);
    expect((await acquired(group)).id.toNumber()).toBe(2);
    expect(group.holds).toEqual([[2, 1]]);
  });

  it('fails when there is none to be had, and tries again the next time', async () => {
    const group = await scriptedSessions();
    const { t, sessions } = group;
    const create = {
      sessionId: Long.ONE,
      ttlMillis: Long.fromNumber(TTL),
      heartbeatMillis: Long.fromNumber(HEARTBEAT),
    };
    group.answers(cpSessionCreateSession, refusal('CP_GROUP_DESTROYED_EXCEPTION'), call => call.answer(create));
    const first = t.watch(sessions.acquire('a@g'));
    await t.settle();
    expect(first.trouble.code).toBe('CP_GROUP_DESTROYED_EXCEPTION');
    await acquired(group);
    expect(t.cluster.of(cpGroupCreateCPGroup)).toHaveLength(2);
    expect(t.cluster.of(cpSessionCreateSession)[1]!.request.groupId.id.toNumber()).toBe(2);
  });
});

describe('heartbeats', () => {
  it('are sent as long as something is held', async () => {
    const group = await scriptedSessions();
    const session = await acquired(group);
    await group.t.advance(HEARTBEAT - 1);
    expect(beats(group)).toBe(0);
    await group.t.advance(1);
    expect(beats(group)).toBe(1);
    await group.t.advance(4 * HEARTBEAT);
    expect(beats(group)).toBe(5);
    session.release();
    await group.t.advance(60_000);
    expect(beats(group)).toBe(5);
  });

  it('begin at once where the last one is long ago', async () => {
    const group = await scriptedSessions();
    (await acquired(group)).release();
    await group.t.advance(TTL - 1);
    const session = await acquired(group);
    await group.t.advance(0);
    expect(beats(group)).toBe(1);
    await group.t.advance(10 * TTL);
    expect(session.reason).toBeUndefined();
  });

  it('end the session when members say that it is over', async () => {
    const group = await scriptedSessions();
    for (const code of ['SESSION_EXPIRED_EXCEPTION', 'CP_GROUP_DESTROYED_EXCEPTION'] as const) {
      group.on(cpSessionHeartbeatSession, refusal(code));
      const session = await acquired(group);
      const ended = group.t.watch(session.ended$);
      await group.t.advance(HEARTBEAT);
      expect(ended.values.map(error => error.code)).toEqual([code]);
      expect(ended.completed).toBe(true);
      expect(session.reason).toBeDefined();
      expect(session.usable).toBe(false);
    }
    expect(group.closed).toEqual([]);
    expect((await acquired(group)).id.toNumber()).toBe(3);
    expect(group.holds).toEqual([[3, 1]]);
  });

  it('end it when none was answered for as long as it lives, from the sending of the last one that was', async () => {
    const group = await scriptedSessions();
    const { t } = group;
    group.answers(cpSessionHeartbeatSession, call => call.answer({}), silent);
    const session = await acquired(group);
    const began = t.now;
    const ended = t.watch(session.ended$);
    await t.advance(HEARTBEAT + TTL - 1);
    expect(session.reason).toBeUndefined();
    await t.advance(1);
    expect(ended.values[0]!.code).toBe('SESSION_EXPIRED_EXCEPTION');
    expect(ended.endedAt).toBe(began + HEARTBEAT + TTL);
    expect(group.closed).toEqual([1]);
    await t.advance(TTL);
    expect(beats(group)).toBe(3);
  });

  it('count from their sending, however late their answers are', async () => {
    const group = await scriptedSessions();
    const { t } = group;
    group.on(cpSessionHeartbeatSession, silent);
    const session = await acquired(group);
    await t.advance(HEARTBEAT);
    await t.advance(HEARTBEAT - 1);
    t.cluster.of(cpSessionHeartbeatSession)[0]!.answer({});
    await t.advance(1);
    await t.advance(2 * HEARTBEAT - 1);
    expect(session.reason).toBeUndefined();
    await t.advance(1);
    expect(session.reason).toBeDefined();
  });

  it('go on when one of them fails in another way', async () => {
    const group = await scriptedSessions();
    group.answers(cpSessionHeartbeatSession, refusal('OPERATION_TIMEOUT'), call => call.answer({}));
    const session = await acquired(group);
    await group.t.advance(10 * TTL);
    expect(session.reason).toBeUndefined();
  });
});

describe('the end of sessions', () => {
  it('closes all of them, and says why', async () => {
    const group = await scriptedSessions();
    const { t, sessions } = group;
    const [one] = [await acquired(group, 'a@g'), await acquired(group, 'a@h')];
    const ended = t.watch(one.ended$);
    const closing = t.watch(sessions.close());
    await t.settle();
    expect(closing.completed).toBe(true);
    expect(group.closed).toEqual([1, 2]);
    expect(ended).toMatchObject({ values: [{ code: 'CLIENT_NOT_ACTIVE' }], completed: true });
    expect(group.holds).toEqual([]);
    const late = t.watch(sessions.acquire('a@g'));
    await t.settle();
    expect(late.trouble.code).toBe('CLIENT_NOT_ACTIVE');
    await t.advance(60_000);
    expect(beats(group)).toBe(0);
  });

  it('does not wait for long', async () => {
    const group = await scriptedSessions();
    group.on(cpSessionCloseSession, silent);
    await acquired(group);
    const closing = group.t.watch(group.sessions.close());
    await group.t.advance(2100);
    expect(closing.completed).toBe(true);
  });

  it('needs no connection', async () => {
    const group = await scriptedSessions();
    await acquired(group);
    group.t.cluster.members[0]!.kill();
    await group.t.settle();
    const closing = group.t.watch(group.sessions.close());
    await group.t.settle();
    expect(closing.completed).toBe(true);
  });

  it('closes a retired one when nothing is held any more, and makes another one meanwhile', async () => {
    const group = await scriptedSessions();
    const session = await acquired(group);
    session.retire();
    expect((await acquired(group)).id.toNumber()).toBe(2);
    await group.t.advance(10 * TTL);
    expect(group.holds).toEqual([
      [1, 1],
      [2, 1],
    ]);
    session.release();
    await group.t.settle();
    expect(group.closed).toEqual([1]);
    expect(group.holds).toEqual([[2, 1]]);
  });
});
