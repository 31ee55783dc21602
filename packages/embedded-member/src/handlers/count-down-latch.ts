// CountDownLatch: a count that goes down once a call, in rounds.
import {
  countDownLatchAwait,
  countDownLatchCountDown,
  countDownLatchGetCount,
  countDownLatchGetRound,
  countDownLatchTrySetCount,
} from '@hazelrx/protocol/operations';
import type { Service } from '../cluster.js';
import { doing, reading } from '../cp/in-group.js';

export const countDownLatchService: Service = {
  handlers: [
    doing(countDownLatchTrySetCount, (group, { name, count }) => ({
      response: group.latches.get(name).trySetCount(count),
    })),
    doing(countDownLatchCountDown, (group, { name, invocationUid, expectedRound }) => {
      group.latches.get(name).countDown(invocationUid.toString(), expectedRound);
      return {};
    }),
    doing(countDownLatchAwait, (group, { name, invocationUid, timeoutMs }, asked) => {
      const response = group.latches.get(name).await(invocationUid.toString(), timeoutMs.toNumber(), asked);
      return response === undefined ? undefined : { response };
    }),
    reading(countDownLatchGetCount, (group, { name }) => ({ response: group.latches.get(name).count })),
    reading(countDownLatchGetRound, (group, { name }) => ({ response: group.latches.get(name).round })),
  ],
};
