import { EMPTY, interval, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { pipelined } from '../src/pipelined.js';

/** Items, with a count of those taken and whether the iterator was closed. */
function counted(length: number) {
  const state = { taken: 0, closed: 0 };
  function* items(): Generator<number> {
    try {
      for (let i = 0; i < length; i++) {
        state.taken++;
        yield i;
      }
    } finally {
      state.closed++;
    }
  }
  return { items: items(), state };
}

describe('pipelined', () => {
  it('keeps so many in flight and takes the next item only when there is room', () => {
    const { items, state } = counted(10);
    const answers: Subject<string>[] = [];
    const got: string[] = [];
    pipelined(items, () => (answers[answers.length] = new Subject<string>()), 3).subscribe(value => got.push(value));
    expect([state.taken, answers.length]).toEqual([3, 3]);
    answers[1]!.next('b');
    expect(state.taken).toBe(3);
    answers[1]!.complete();
    expect([state.taken, answers.length]).toEqual([4, 4]);
    answers[0]!.next('a');
    answers[0]!.complete();
    expect(state.taken).toBe(5);
    expect(got).toEqual(['b', 'a']);
  });

  it('takes time as it should', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const answer = (item: string) => cold('----x|', { x: item });
      expectObservable(pipelined(['a', 'b', 'c'], answer, 2)).toBe('----(ab)-c|');
      expectObservable(pipelined(['a', 'b', 'c'], answer, 1)).toBe('----a----b----c|');
      expectObservable(pipelined([] as string[], answer, 1)).toBe('|');
      expectObservable(pipelined(['a', 'b'], answer, 9), '-----!').toBe('----(ab)');
      const failing = (item: string) => (item === 'b' ? cold('-#') : answer(item));
      expectObservable(pipelined(['a', 'b', 'c'], failing, 1)).toBe('----a-#');
    });
  });

  it('subscribes once per item, with its index', () => {
    const seen: [string, number][] = [];
    pipelined(new Set(['x', 'y']), (item, index) => (seen.push([item, index]), of(item)), 5).subscribe();
    expect(seen).toEqual([['x', 0], ['y', 1]]); // prettier-ignore
  });

  it('takes promises and synchronous and empty inners', async () => {
    const got: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const project = (i: number) => (i % 3 === 0 ? of(i, i) : i % 3 === 1 ? Promise.resolve(i) : EMPTY);
      pipelined([0, 1, 2, 3, 4], project, 2).subscribe({ next: i => got.push(i), error: reject, complete: resolve });
    });
    expect(got.sort((a, b) => a - b)).toEqual([0, 0, 1, 3, 3, 4]);
  });

  it('completes after the last inner, not with the last item', () => {
    const last = new Subject<number>();
    let completed = false;
    pipelined<number, number>([0, 1], i => (i === 0 ? EMPTY : last), 8).subscribe({
      complete: () => (completed = true),
    });
    expect(completed).toBe(false);
    last.complete();
    expect(completed).toBe(true);
  });

  it('ends with the first error, leaves what is in flight and closes the iterator', () => {
    const { items, state } = counted(10);
    const failing = new Subject<never>();
    const other = new Subject<number>();
    const errors: unknown[] = [];
    pipelined(items, i => (i === 0 ? failing : other), 2).subscribe({ error: error => errors.push(error) });
    failing.error('broken');
    expect(errors).toEqual(['broken']);
    expect(other.observed).toBe(false);
    expect(state).toEqual({ taken: 2, closed: 1 });
  });

  it.each([
    ['a project that throws', () => counted(5), () => { throw new Error('broken'); }],
    ['an inner that errors at once', () => counted(5), () => throwError(() => new Error('broken'))],
  ] as const)('ends with the error of %s', (_, source, project) => {
    const { items, state } = source();
    const errors: unknown[] = [];
    pipelined(items, project, 2).subscribe({ error: (error: Error) => errors.push(error.message) });
    expect(errors).toEqual(['broken']);
    expect(state).toEqual({ taken: 1, closed: 1 });
  }); // prettier-ignore

  it('ends with the error of the iterator', () => {
    const errors: unknown[] = [];
    const broken = { [Symbol.iterator]: () => ({ next: () => { throw new Error('broken'); } }) }; // prettier-ignore
    pipelined(broken, () => NEVER, 2).subscribe({ error: (error: Error) => errors.push(error.message) });
    expect(errors).toEqual(['broken']);
  });

  it('leaves the inners and closes the iterator when it is unsubscribed', () => {
    const { items, state } = counted(10);
    const inners = [new Subject<number>(), new Subject<number>()];
    const subscription = pipelined(items, i => inners[i]!, 2).subscribe();
    expect(inners.map(({ observed }) => observed)).toEqual([true, true]);
    subscription.unsubscribe();
    expect(inners.map(({ observed }) => observed)).toEqual([false, false]);
    expect(state).toEqual({ taken: 2, closed: 1 });
  });

  it('does not close an iterator that has ended by itself', () => {
    let returned = 0;
    const inner = [1][Symbol.iterator]();
    const items = { [Symbol.iterator]: () => ({ next: () => inner.next(), return: () => (returned++, { done: true as const, value: undefined }) }) }; // prettier-ignore
    pipelined(items, i => of(i), 2).subscribe();
    expect(returned).toBe(0);
  });

  it('stops within a synchronous source when its reader leaves', () => {
    const { items, state } = counted(1000);
    const got: number[] = [];
    pipelined(items, i => of(i), 4)
      .pipe(take(3))
      .subscribe(i => got.push(i));
    expect(got).toEqual([0, 1, 2]);
    expect(state).toEqual({ taken: 3, closed: 1 });
  });

  it('leaves an inner that its own reader left while it was being subscribed to, also late', () => {
    const first = new Subject<number>();
    let left = false;
    const second = new Observable<number>(subscriber => {
      subscriber.next(1);
      return () => (left = true);
    });
    pipelined([first, second], inner => inner, 1)
      .pipe(take(1))
      .subscribe();
    first.complete();
    expect(left).toBe(true);
  });

  it('also leaves an inner that was being subscribed to when its reader left', () => {
    let left = false;
    const inner = new Observable<number>(subscriber => {
      subscriber.next(1);
      return () => (left = true);
    });
    pipelined([1], () => inner, 1)
      .pipe(take(1))
      .subscribe();
    expect(left).toBe(true);
  });

  it('is called back from within itself: an inner that completes another', () => {
    const first = new Subject<number>();
    const got: number[] = [];
    const project = (i: number) =>
      i === 0 ? first : new Observable<number>(subscriber => {
        first.complete();
        subscriber.next(i);
        subscriber.complete();
      }); // prettier-ignore
    let completed = false;
    pipelined([0, 1, 2, 3], project, 2).subscribe({ next: i => got.push(i), complete: () => (completed = true) });
    expect(got).toEqual([1, 2, 3]);
    expect(completed).toBe(true);
  });

  it('runs 400,000 synchronous items on a flat stack, each projected once, each result at once', () => {
    const { items, state } = counted(400_000);
    let [projected, results, behind] = [0, 0, 0];
    pipelined(items, i => (projected++, of(i)), 256).subscribe(i => {
      behind = Math.max(behind, projected - i);
      results++;
    });
    expect([state.taken, projected, results]).toEqual([400_000, 400_000, 400_000]);
    // Nothing was taken ahead of the result that makes room for it: there is no buffer to move.
    expect(behind).toBe(1);
  });

  it('takes no more than there is room for from 400,000 items with answers that come later', () => {
    const { items, state } = counted(400_000);
    const waiting: (() => void)[] = [];
    let ahead = 0;
    let done = 0;
    const later = () => new Observable<never>(subscriber => void waiting.push(() => subscriber.complete()));
    let completed = false;
    pipelined(items, later, 256).subscribe({ complete: () => (completed = true) });
    for (let answer = waiting.pop(); answer; answer = waiting.pop()) {
      ahead = Math.max(ahead, state.taken - done);
      done++;
      answer();
    }
    expect([done, ahead, completed]).toEqual([400_000, 256, true]);
  });

  it.each([0, -1, Number.NaN, 0.5])('refuses %d in flight', inFlight => {
    expect(() => pipelined([], () => EMPTY, inFlight)).toThrow(RangeError);
  });

  it('does not wait for an inner that never ends when it is unsubscribed', () => {
    const subscription = pipelined([1], () => interval(1), 1).subscribe();
    subscription.unsubscribe();
    expect(subscription.closed).toBe(true);
  });
});
