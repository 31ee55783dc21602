import { defer, type Observable, throwError, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { HazelcastError } from '../../src/errors.js';
import { ListPages } from '../../src/structures/list-pages.js';

const outside = new HazelcastError('INDEX_OUT_OF_BOUNDS', 'toIndex = 4', { operation: 'List.sub', structure: 'l' });

/** A list whose answers take a frame each. What it holds may change between them. */
class ScriptedList {
  readonly asked: string[] = [];

  constructor(
    readonly scheduler: TestScheduler,
    /** By the number of requests before. */
    readonly contents: (asked: number) => string,
  ) {}

  #answer<T>(request: string, answer: (text: string) => T): Observable<T> {
    return defer(() => {
      const text = this.contents(this.asked.length);
      this.asked.push(request);
      return this.scheduler.createColdObservable<T>('-(a|)', { a: answer(text) });
    });
  }

  size(): Observable<number> {
    return this.#answer('size', ({ length }) => length);
  }

  subList(start: number, end: number): Observable<string[]> {
    if (end > this.contents(this.asked.length).length) {
      this.asked.push(`${start}-${end}!`);
      return throwError(() => outside);
    }
    return this.#answer(`${start}-${end}`, text => text.slice(start, end).split(''));
  }
}

/** What comes, and what was asked for. */
function read(contents: (asked: number) => string, pageSize = 2): { items: string; asked: string[] } {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  const list = new ScriptedList(scheduler, contents);
  let items = 'nothing';
  scheduler.run(() => {
    new ListPages(list, reason => new Error(reason))
      .stream({ pageSize })
      .pipe(toArray())
      .subscribe(all => (items = all.join('')));
  });
  return { items, asked: list.asked };
}

describe('ListPages', () => {
  it('asks how long the list is, then page after page', () => {
    expect(read(() => 'abcde')).toEqual({ items: 'abcde', asked: ['size', '0-2', '2-4', '4-5'] });
    expect(read(() => 'abcd')).toEqual({ items: 'abcd', asked: ['size', '0-2', '2-4'] });
    expect(read(() => '')).toEqual({ items: '', asked: ['size'] });
  });

  it('takes the time of its answers, one after the other', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ expectObservable }) => {
      const pages = new ListPages(new ScriptedList(scheduler, () => 'abc'), reason => new Error(reason));
      expectObservable(pages.stream({ pageSize: 1 })).toBe('--ab(c|)');
    });
  });

  it('stops where the list ended at first, however it grows', () => {
    expect(read(asked => 'abc' + 'x'.repeat(asked))).toEqual({ items: 'abc', asked: ['size', '0-2', '2-3'] });
  });

  it('asks again when the list has become shorter, and goes on to its new end', () => {
    const shrunk = read(asked => (asked < 2 ? 'abcdefgh' : 'abc'));
    expect(shrunk).toEqual({ items: 'abc', asked: ['size', '0-2', '2-4!', 'size', '2-3'] });
  });

  it('ends when the list has become shorter than where it is', () => {
    for (const rest of ['ab', 'a', ''])
      expect(read(asked => (asked < 2 ? 'abcdefgh' : rest))).toEqual({
        items: 'ab',
        asked: ['size', '0-2', '2-4!', 'size'],
      });
  });

  it('does not go beyond its first end when the list grows again', () => {
    const lengths = ['abcd', 'abcd', 'abc', 'abcdefgh', 'abcdefgh'];
    expect(read(asked => lengths[asked] ?? 'abcdefgh')).toEqual({
      items: 'abcd',
      asked: ['size', '0-2', '2-4!', 'size', '2-4'],
    });
  });

  it('ends with any other error', () => {
    const reason = new HazelcastError('OPERATION_TIMEOUT', 'late', {});
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ cold, expectObservable }) => {
      const list = { size: () => cold('-(3|)', { 3: 3 }), subList: () => cold<string[]>('-#', {}, reason) };
      expectObservable(new ListPages(list, text => new Error(text)).stream()).toBe('--#', {}, reason);
    });
  });
});
