import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from '../../src/cluster/reconnect.js';

const config = {
  initialBackoffMillis: 1000,
  maxBackoffMillis: 30_000,
  multiplier: 2,
  jitter: 0,
  clusterConnectTimeoutMillis: -1,
};
const middle = (): number => 0.5;

describe('backoff', () => {
  it('grows by the multiplier up to the longest pause, and never overflows', () => {
    const pauses = [1, 2, 3, 5, 6, 7, 2000].map(attempt => backoff(config, attempt, 0, middle));
    expect(pauses).toEqual([1000, 2000, 4000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('stays as it is with a multiplier of 1', () => {
    expect(backoff({ ...config, multiplier: 1 }, 40, 0, middle)).toBe(1000);
  });

  it('makes each pause shorter or longer by up to the share that jitter says', () => {
    const jittered = { ...config, jitter: 0.25 };
    expect(backoff(jittered, 1, 0, () => 0)).toBe(750);
    expect(backoff(jittered, 1, 0, middle)).toBe(1000);
    expect(backoff(jittered, 1, 0, () => 0.999_999)).toBe(1250);
  });

  it('keeps within its bounds for every chance', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(chance, chance, fc.integer({ min: 1, max: 100 }), (jitter, random, attempt) => {
        const exact = Math.min(1000 * 2 ** (attempt - 1), 30_000);
        const pause = backoff({ ...config, jitter }, attempt, 0, () => random)!;
        expect(pause).toBeGreaterThanOrEqual(Math.floor(exact * (1 - jitter)));
        expect(pause).toBeLessThanOrEqual(Math.ceil(exact * (1 + jitter)));
      }),
    );
  });

  it('ends when the time to connect is over, and does not pause beyond it', () => {
    const limited = { ...config, clusterConnectTimeoutMillis: 5000 };
    expect(backoff(limited, 1, 0, middle)).toBe(1000);
    expect(backoff(limited, 3, 3000, middle)).toBe(2000);
    expect(backoff(limited, 4, 4999, middle)).toBe(1);
    expect(backoff(limited, 4, 5000, middle)).toBeUndefined();
  });

  it('gives up after the first round where there is no time at all', () => {
    expect(backoff({ ...config, clusterConnectTimeoutMillis: 0 }, 1, 0, middle)).toBeUndefined();
  });
});
