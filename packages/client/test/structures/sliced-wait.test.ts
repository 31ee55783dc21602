import { Observable, type Subscriber, VirtualTimeScheduler } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { inSlices, SLICE } from '../../src/structures/sliced-wait.js';

/** A member that is the test, in virtual time. */
describe('inSlices', () => {
  let clock: VirtualTimeScheduler;
  let asked: { readonly millis: number; readonly subscriber: Subscriber<string | null> }[];
  let told: unknown[];

  beforeEach(() => {
    clock = new VirtualTimeScheduler();
    asked = [];
    told = [];
  });

  const ask = (millis: number): Observable<string | null> =>
    new Observable(subscriber => {
      asked.push({ millis, subscriber });
      return () => told.push(`left ${asked.length}`);
    });

  const wait = (timeout: number) =>
    inSlices({ timeout, ask, inVain: null }, clock).subscribe({
      next: answer => told.push(answer),
      error: error => told.push(error),
      complete: () => told.push('complete'),
    });

  /** The member answers the last request after so many milliseconds. */
  function answer(response: string | null, after = 0): void {
    clock.frame += after;
    const { subscriber } = asked.at(-1)!;
    subscriber.next(response);
    subscriber.complete();
  }

  const millis = () => asked.map(each => each.millis);

  it.each([0, 1, SLICE])('asks once to wait %i ms', timeout => {
    wait(timeout);
    answer(null, timeout);
    expect(millis()).toEqual([timeout]);
    expect(told).toEqual([null, 'complete', 'left 1']);
  });

  it('waits on the member for five seconds at most', () => {
    wait(60_000);
    expect(millis()).toEqual([5000]);
  });

  it('asks once where one request is long enough, be its answer early or not', () => {
    wait(SLICE);
    answer(null, SLICE - 10);
    expect(millis()).toEqual([SLICE]);
    expect(told).toEqual([null, 'complete', 'left 1']);
  });

  it('is over when its time is, to the millisecond', () => {
    wait(2 * SLICE);
    answer(null, SLICE);
    answer(null, SLICE);
    expect(millis()).toEqual([SLICE, SLICE]);
    expect(told.slice(-3)).toEqual([null, 'complete', 'left 2']);
  });

  it('asks a slice at a time until the time is up', () => {
    wait(2 * SLICE + 1);
    answer(null, SLICE);
    answer(null, SLICE + 10);
    expect(millis()).toEqual([SLICE, SLICE]);
    expect(told.filter(each => each === null)).toEqual([null]);
    expect(told).toContain('complete');
  });

  it('asks for what is left of the time', () => {
    wait(SLICE + 700.5);
    answer(null, SLICE);
    expect(millis()).toEqual([SLICE, 701]);
    answer(null, 701);
    expect(millis()).toHaveLength(2);
    expect(told.slice(-3)).toEqual([null, 'complete', 'left 2']);
  });

  it('asks on, as long as it takes', () => {
    wait(Infinity);
    for (let n = 0; n < 100; n++) answer(null, SLICE);
    expect(told).not.toContain('complete');
    answer('a', 10);
    expect(millis()).toEqual(Array.from({ length: 101 }, () => SLICE));
    expect(told.slice(-3)).toEqual(['a', 'complete', 'left 101']);
  });

  it('ends with the first error', () => {
    wait(Infinity);
    answer(null, SLICE);
    const error = new Error('lost');
    asked.at(-1)!.subscriber.error(error);
    expect(told.slice(-2)).toEqual([error, 'left 2']);
    expect(asked).toHaveLength(2);
  });

  it('leaves the request that is under way, and asks no more', () => {
    const waiting = wait(Infinity);
    answer(null, SLICE);
    told = [];
    waiting.unsubscribe();
    expect(told).toEqual(['left 2']);
    answer(null, SLICE);
    expect(asked).toHaveLength(2);
  });

  it('begins anew with each subscription', () => {
    const waiting = inSlices({ timeout: SLICE + 1, ask, inVain: null }, clock);
    waiting.subscribe();
    clock.frame += 60_000;
    waiting.subscribe();
    expect(millis()).toEqual([SLICE, SLICE]);
    answer(null, SLICE);
    expect(millis()).toEqual([SLICE, SLICE, 1]);
  });
});
