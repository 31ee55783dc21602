import { describe, expect, it } from 'vitest';
import { ConnectionError, faultClass, type FaultClass, HazelcastError, MEMBER_ERRORS } from '../../src/errors.js';
import { decide, type Decision } from '../../src/invocation/retry-policy.js';

const ofClass: Record<FaultClass, HazelcastError> = {
  never: new HazelcastError('ILLEGAL_ARGUMENT', 'no'),
  now: new HazelcastError('IO', 'broken on the way'),
  pause: new HazelcastError('RETRYABLE_HAZELCAST', 'not ready'),
  reroute: new HazelcastError('WRONG_TARGET', 'not here'),
};
const lost = new ConnectionError('TARGET_DISCONNECTED', 'the connection broke');

interface Circumstances {
  readonly repeatable?: boolean;
  readonly oneMember?: boolean;
  readonly attempt?: number;
  readonly elapsed?: number;
  readonly timeout?: number;
  readonly retryPause?: number;
  readonly once?: boolean;
}

function decided(error: HazelcastError, at: Circumstances = {}): Decision {
  const { repeatable = false, oneMember = false, attempt = 1, elapsed = 0 } = at;
  const { timeout = 120_000, retryPause = 1000, once = false } = at;
  return decide({ error, oneMember }, { repeatable, timeout, retryPause, once }, attempt, elapsed);
}

const pausesOf = (error: HazelcastError, at: Circumstances, attempts: readonly number[]): number[] =>
  attempts.map(attempt => {
    const decision = decided(error, { ...at, attempt });
    if (decision.verdict !== 'retry') throw new Error(decision.verdict);
    return decision.delayMillis;
  });

describe('decide', () => {
  it('leaves a call that is to be tried once to whoever makes it, where nothing was done', () => {
    for (const fault of ['pause', 'reroute'] as const)
      expect(decided(ofClass[fault], { once: true })).toEqual({ verdict: 'fail' });
    expect(decided(lost, { once: true, repeatable: true })).toEqual({ verdict: 'fail' });
    expect(decided(lost, { once: true })).toEqual({ verdict: 'indeterminate' });
  });

  for (const at of [{ repeatable: true }, { repeatable: false }]) {
    const told = `repeatable ${at.repeatable}`;

    it(`never tries a fault of class never again: ${told}`, () => {
      for (const attempt of [1, 7]) {
        for (const elapsed of [0, 999_999])
          expect(decided(ofClass.never, { ...at, attempt, elapsed })).toEqual({ verdict: 'fail' });
      }
    });

    it(`tries pause and reroute again whatever the row is, until the time is up: ${told}`, () => {
      for (const error of [ofClass.pause, ofClass.reroute]) {
        expect(decided(error, at).verdict).toBe('retry');
        expect(decided(error, { ...at, attempt: 50, elapsed: 119_999 }).verdict).toBe('retry');
        expect(decided(error, { ...at, elapsed: 120_000 })).toEqual({ verdict: 'timeout' });
        expect(decided(error, { ...at, elapsed: 120_001 })).toEqual({ verdict: 'timeout' });
      }
    });
  }

  it('tries a lost connection again only where running twice is as good as once', () => {
    expect(decided(lost, { repeatable: true })).toEqual({ verdict: 'retry', delayMillis: 0 });
    expect(decided(lost, { repeatable: true, elapsed: 120_000 })).toEqual({ verdict: 'timeout' });
    expect(decided(lost, { repeatable: false })).toEqual({ verdict: 'indeterminate' });
    expect(decided(lost, { repeatable: false, elapsed: 120_000 })).toEqual({
      verdict: 'indeterminate',
    });
  });

  it('takes an answer of class now like a lost connection: the member does not know either', () => {
    expect(decided(ofClass.now)).toEqual({ verdict: 'indeterminate' });
    expect(decided(ofClass.now, { repeatable: true })).toEqual({ verdict: 'retry', delayMillis: 0 });
  });

  it('does not try a peer again that breaks the protocol', () => {
    const broken = new ConnectionError('WIRE', 'no message');
    expect(decided(broken, { repeatable: true })).toEqual({ verdict: 'fail' });
    expect(decided(broken)).toEqual({ verdict: 'indeterminate' });
  });

  it('does not look for another member where only one will do', () => {
    const gone = new HazelcastError('TARGET_NOT_MEMBER', 'left');
    expect(decided(gone, { oneMember: true, repeatable: true })).toEqual({ verdict: 'fail' });
    expect(decided(gone, { oneMember: false }).verdict).toBe('retry');
    expect(decided(ofClass.pause, { oneMember: true }).verdict).toBe('retry');
  });

  it('pauses at once where the member is not ready: 1, 2, 4 … up to the retry pause', () => {
    expect(pausesOf(ofClass.pause, {}, [1, 2, 3, 4, 10, 11, 12, 60])).toEqual([1, 2, 4, 8, 512, 1000, 1000, 1000]);
    expect(pausesOf(ofClass.pause, { retryPause: 5 }, [1, 3, 4, 2000])).toEqual([1, 4, 5, 5]);
  });

  it('tries five more times without a pause elsewhere', () => {
    for (const error of [ofClass.reroute, lost])
      expect(pausesOf(error, { repeatable: true }, [1, 2, 5, 6, 7, 8, 15, 16])).toEqual([0, 0, 0, 1, 2, 4, 512, 1000]);
  });

  it('never ends a call without a timeout by its time', () => {
    expect(decided(ofClass.pause, { timeout: Infinity, elapsed: 1e15, attempt: 1100 })).toEqual({
      verdict: 'retry',
      delayMillis: 1000,
    });
  });
});

describe('the class of a fault', () => {
  const named = (wanted: FaultClass): string[] =>
    MEMBER_ERRORS.filter(([, , fault]) => fault === wanted).map(([, name]) => name);

  it('is the official one of each code', () => {
    expect(named('now')).toEqual(['EOF', 'IO', 'SOCKET', 'TARGET_DISCONNECTED']);
    expect(named('reroute')).toEqual([
      'CALLER_NOT_MEMBER',
      'MEMBER_LEFT',
      'TARGET_NOT_MEMBER',
      'WRONG_TARGET',
      'TARGET_NOT_REPLICA_EXCEPTION',
    ]);
    expect(named('pause')).toEqual([
      'HAZELCAST_INSTANCE_NOT_ACTIVE',
      'PARTITION_MIGRATING',
      'RETRYABLE_HAZELCAST',
      'RETRYABLE_IO',
      'CANNOT_REPLICATE_EXCEPTION',
    ]);
  });

  it('is never for the errors of the client itself', () => {
    for (const code of ['CLIENT_OFFLINE', 'CLIENT_NOT_ACTIVE', 'CLUSTER_UNREACHABLE', 'WIRE'] as const)
      expect(faultClass(new ConnectionError(code, 'x'))).toBe('never');
  });

  it('numbers the codes as they are numbered on the wire', () => {
    expect(MEMBER_ERRORS.map(([code]) => code)).toEqual(MEMBER_ERRORS.map((_, i) => i));
  });
});
