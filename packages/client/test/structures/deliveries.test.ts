import { concat, defer, EMPTY, finalize, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { deliveries } from '../../src/structures/deliveries.js';

/** Items that are looked for one at a time; a look takes 1, and an item as many frames as it says. */
function shelf(items: number[], scheduler: TestScheduler) {
  const state = { looks: 0, most: 0, now: 0 };
  const deliver = (found: () => void) =>
    new Observable<number>(subscriber => {
      state.looks++;
      return scheduler.schedule(() => {
        const item = items.shift();
        if (item === undefined) return subscriber.complete();
        state.most = Math.max(state.most, ++state.now);
        found();
        subscriber.add(
          scheduler.schedule(() => {
            state.now--;
            subscriber.next(item);
            subscriber.complete();
          }, item),
        );
      }, 1);
    });
  return { deliver, state };
}

function inMarbles(run: (helpers: Parameters<Parameters<TestScheduler['run']>[0]>[0], clock: TestScheduler) => void) {
  const clock = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  clock.run(helpers => run(helpers, clock));
}

describe('deliveries', () => {
  it('looks with the first sign, and goes on as long as there is something', () => {
    inMarbles(({ hot, expectObservable, flush }, clock) => {
      const { deliver, state } = shelf([2, 2], clock);
      // Looks at 2 and 5, finds at 3 and 6, is done at 5 and 8.
      expectObservable(deliveries(deliver, hot('--s------------'), 1), '^--------------!').toBe('-----a--a', { a: 2 });
      flush();
      expect(state).toEqual({ looks: 3, most: 1, now: 0 });
    });
  });

  it('handles as many at a time as allowed, and looks for one at a time', () => {
    inMarbles(({ hot, expectObservable, flush }, clock) => {
      const { deliver, state } = shelf([9, 9, 9, 9, 9], clock);
      expectObservable(deliveries(deliver, hot('s'), 3), '^ 40ms !').toBe('10ms abc 7ms de', {
        a: 9, b: 9, c: 9, d: 9, e: 9,
      }); // prettier-ignore
      flush();
      expect(state.most).toBe(3);
    });
  });

  it('does not look a second time while it looks, free handlers or not', () => {
    inMarbles(({ hot, expectObservable, flush }, clock) => {
      let looks = 0;
      let most = 0;
      const deliver = (): Observable<never> =>
        new Observable(subscriber => {
          most = Math.max(most, ++looks);
          subscriber.add(() => looks--);
          subscriber.add(clock.schedule(() => subscriber.complete(), 4));
        });
      expectObservable(deliveries(deliver, hot('ssss-----s'), 3), '^ 30ms !').toBe('');
      flush();
      expect(most).toBe(1);
    });
  });

  it('looks once more when a sign came while it looked in vain', () => {
    inMarbles(({ hot, flush, expectObservable }, clock) => {
      const { deliver, state } = shelf([], clock);
      expectObservable(deliveries(deliver, hot('s-(ss)s----s'), 1), '^-------------------!').toBe('');
      const late = shelf([], clock);
      let found = false;
      const once = () =>
        new Observable<never>(subscriber => clock.schedule(() => { found = true; subscriber.complete(); }, 5)); // prettier-ignore
      expectObservable(
        deliveries(() => defer(() => (late.state.looks++, once())), hot('s-ss'), 1),
        '^-------------------!',
      ).toBe('');
      flush();
      expect(state.looks).toBe(5);
      expect([found, late.state.looks]).toEqual([true, 2]);
    });
  });

  it('does nothing without a sign, and ends what is under way when it is left', () => {
    let ended = 0;
    const deliver = (found: () => void) =>
      concat(
        defer(() => {
          found();
          return EMPTY;
        }),
        NEVER,
      ).pipe(finalize(() => ended++));
    deliveries(deliver, NEVER, 2).subscribe().unsubscribe();
    expect(ended).toBe(0);
    deliveries(deliver, of('sign'), 2).subscribe().unsubscribe();
    expect(ended).toBe(2);
  });

  it('looks no more when there will be no more signs, and completes with what is under way', () => {
    inMarbles(({ hot, expectObservable, flush }, clock) => {
      const { deliver, state } = shelf([3, 3, 3], clock);
      expectObservable(deliveries(deliver, hot('s--|'), 2)).toBe('----a(b|)', { a: 3, b: 3 });
      flush();
      expect(state.looks).toBe(2);
    });
  });

  it('fails with the first that fails', () => {
    const signs = new Subject<string>();
    const reason = new Error('lost');
    let failed: unknown;
    deliveries(() => throwError(() => reason), signs, 1).subscribe({ error: (error: unknown) => (failed = error) });
    signs.next('sign');
    expect(failed).toBe(reason);
    expect(signs.observed).toBe(false);
  });
});
