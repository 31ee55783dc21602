import { UUID } from '@hazelrx/protocol';
import {
  countDownLatchAwait,
  countDownLatchCountDown,
  countDownLatchGetCount,
  countDownLatchGetRound,
  countDownLatchTrySetCount,
  cpGroupDestroyCPObject,
} from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { type CpClient, cpInVirtualTime } from '../support/cp-client.js';

const name = 'l';
const awaits = (timeoutMs: number) => ({ name, invocationUid: UUID.random(), timeoutMs });
const counts = (expectedRound: number, invocationUid = UUID.random()) => ({ name, invocationUid, expectedRound });

async function state(cp: CpClient): Promise<number[]> {
  const round = await cp.ask(countDownLatchGetRound, { name });
  return [round.response, (await cp.ask(countDownLatchGetCount, { name })).response];
}

describe('a latch', () => {
  it('opens when all have come, each counted once and in its round', async () => {
    const cp = await cpInVirtualTime();
    expect(await state(cp)).toEqual([0, 0]);
    expect(await cp.ask(countDownLatchAwait, awaits(0))).toEqual({ response: true });
    expect(await cp.ask(countDownLatchTrySetCount, { name, count: 2 })).toEqual({ response: true });
    expect(await cp.ask(countDownLatchTrySetCount, { name, count: 3 })).toEqual({ response: false });
    const wait = await cp.waiting(countDownLatchAwait, awaits(5000));
    const first = counts(1);
    for (let n = 0; n < 3; n++) await cp.ask(countDownLatchCountDown, first);
    await cp.ask(countDownLatchCountDown, counts(0));
    expect(await state(cp)).toEqual([1, 1]);
    await cp.ask(countDownLatchCountDown, counts(1));
    expect(wait.items).toEqual([{ response: true }]);
    await cp.ask(countDownLatchCountDown, counts(1));
    expect(await cp.ask(countDownLatchTrySetCount, { name, count: 1 })).toEqual({ response: true });
    expect(await state(cp)).toEqual([2, 1]);
  });

  it.each([-1, 0, 300])('is waited for no longer than %i ms', async timeout => {
    const cp = await cpInVirtualTime();
    await cp.ask(countDownLatchTrySetCount, { name, count: 1 });
    expect(await cp.ask(countDownLatchAwait, awaits(timeout), Math.max(0, timeout))).toEqual({ response: false });
  });

  it('refuses what makes no sense', async () => {
    const cp = await cpInVirtualTime();
    expect(await cp.refusal(countDownLatchTrySetCount, { name, count: 0 })).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(await cp.refusal(countDownLatchCountDown, counts(1))).toMatchObject({ code: 'ILLEGAL_STATE' });
  });

  it('is no more once it is destroyed', async () => {
    const cp = await cpInVirtualTime();
    await cp.ask(countDownLatchTrySetCount, { name, count: 1 });
    const wait = await cp.waiting(countDownLatchAwait, awaits(5000));
    await cp.ask(cpGroupDestroyCPObject, { serviceName: 'hz:raft:countDownLatchService', objectName: name });
    expect(wait.error).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
    expect(await cp.refusal(countDownLatchGetCount, { name })).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
  });
});
