import type { Model } from './call.js';

export type LockCall = { readonly name: 'tryLock' | 'unlock'; readonly client: number } | { readonly name: 'isLocked' };

/** The fence of `tryLock`, null where it did not get the lock. */
export type LockResult = number | null | boolean | undefined;

interface LockState {
  readonly holder: number | undefined;
  /** Of the last acquisition. */
  readonly fence: number;
}

/** A lock that each client asks for only while it does not hold it. Each fence is greater than all before. */
export const lockModel: Model<LockState, LockCall, LockResult> = {
  initial: { holder: undefined, fence: 0 },
  key: ({ holder, fence }) => `${holder} ${fence}`,
  after(state, call, result) {
    const { holder, fence } = state;
    switch (call.name) {
      case 'isLocked':
        return result === (holder !== undefined) ? state : undefined;
      case 'unlock':
        return holder === call.client ? { holder: undefined, fence } : undefined;
      case 'tryLock':
        if (typeof result !== 'number') return holder === undefined ? undefined : state;
        return holder === undefined && result > fence ? { holder: call.client, fence: result } : undefined;
    }
  },
  /** Of those that change something, only `unlock` may end in the unknown: who acquires must know his fence. */
  afterUnknown(state, call) {
    if (call.name === 'tryLock') throw new Error('nobody knows who has the lock');
    return call.name === 'unlock' && state.holder === call.client ? { ...state, holder: undefined } : state;
  },
};
