import type { Model } from './call.js';

export type AtomicLongCall =
  | { readonly name: 'get' }
  | { readonly name: 'set' | 'getAndSet'; readonly value: number }
  | { readonly name: 'addAndGet'; readonly delta: number }
  | { readonly name: 'compareAndSet'; readonly expected: number; readonly updated: number };

export type AtomicLongResult = number | boolean | undefined;

/** Numbers small enough to be exact. */
export const atomicLongModel: Model<number, AtomicLongCall, AtomicLongResult> = {
  initial: 0,
  key: String,
  after(state, call, result) {
    const done = outcomeOf(state, call);
    return done.result === result ? done.state : undefined;
  },
  afterUnknown: (state, call) => outcomeOf(state, call).state,
};

function outcomeOf(state: number, call: AtomicLongCall): { state: number; result: AtomicLongResult } {
  switch (call.name) {
    case 'get':
      return { state, result: state };
    case 'set':
      return { state: call.value, result: undefined };
    case 'getAndSet':
      return { state: call.value, result: state };
    case 'addAndGet':
      return { state: state + call.delta, result: state + call.delta };
    case 'compareAndSet':
      return state === call.expected ? { state: call.updated, result: true } : { state, result: false };
  }
}
