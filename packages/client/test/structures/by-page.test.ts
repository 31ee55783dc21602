import { asapScheduler, EMPTY, from, type Observable, of, scheduled, Subject, take, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { byPage, type Page } from '../../src/structures/by-page.js';

const inMarbles = (): TestScheduler => new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

/** So many pages, of two items each. */
const page = (cursor: number, pages: number): Page<string, number> => ({
  items: [`${cursor}a`, `${cursor}b`],
  next: cursor + 1 < pages ? cursor + 1 : undefined,
});

describe('byPage', () => {
  it('fetches nothing before somebody subscribes, and for each subscriber from the first page', () => {
    const fetched: number[] = [];
    const pages$ = byPage(
      0,
      cursor => (fetched.push(cursor), of(page(cursor, 2))),
      items => items,
    );
    expect(fetched).toEqual([]);
    for (let i = 0; i < 2; i++) {
      const got: string[] = [];
      pages$.subscribe(item => got.push(item));
      expect(got).toEqual(['0a', '0b', '1a', '1b']);
    }
    expect(fetched).toEqual([0, 1, 0, 1]);
  });

  it('takes time as it should: a page is handled, then the next is fetched', () => {
    inMarbles().run(({ cold, expectObservable }) => {
      const fetch = (cursor: number): Observable<Page<string, number>> => cold('--(p|)', { p: page(cursor, 3) });
      expectObservable(byPage(0, fetch, () => cold('-x|'))).toBe('---x---x---x|');
      expectObservable(byPage(2, fetch, () => cold('-x|'))).toBe('---x|');
    });
  });

  it('fetches the next page only when the handler of the one before has completed', () => {
    const fetched: number[] = [];
    const handling: Subject<string>[] = [];
    const got: string[] = [];
    let completed = false;
    byPage(
      0,
      cursor => (fetched.push(cursor), of(page(cursor, 2))),
      () => (handling[handling.length] = new Subject<string>()),
    ).subscribe({ next: item => got.push(item), complete: () => (completed = true) });
    handling[0]!.next('x');
    expect([fetched, got]).toEqual([[0], ['x']]);
    handling[0]!.complete();
    expect(fetched).toEqual([0, 1]);
    handling[1]!.complete();
    expect([fetched, completed]).toEqual([[0, 1], true]);
  });

  it('goes on past empty pages', () => {
    const pages = [[], ['a'], [], [], ['b'], []];
    const fetch = (cursor: number): Observable<Page<string, number>> =>
      of({ items: pages[cursor]!, next: cursor + 1 < pages.length ? cursor + 1 : undefined });
    const got: string[] = [];
    let completed = false;
    byPage(0, fetch, items => items).subscribe({ next: item => got.push(item), complete: () => (completed = true) });
    expect([got, completed]).toEqual([['a', 'b'], true]);
  });

  it('takes a cursor that is falsy for a place to go on', () => {
    const fetched: string[] = [];
    const fetch = (cursor: string): Observable<Page<never, string>> => {
      fetched.push(cursor);
      return of({ items: [], next: fetched.length === 1 ? '' : undefined });
    };
    byPage('first', fetch, items => items).subscribe();
    expect(fetched).toEqual(['first', '']);
  });

  it('stops in the middle of a page when its subscriber leaves', () => {
    const fetched: number[] = [];
    const got: string[] = [];
    byPage(
      0,
      cursor => (fetched.push(cursor), of(page(cursor, 9))),
      items => items,
    )
      .pipe(take(3))
      .subscribe(item => got.push(item));
    expect([got, fetched]).toEqual([
      ['0a', '0b', '1a'],
      [0, 1],
    ]);
  });

  it('leaves the fetch, or the handler, that is under way', () => {
    inMarbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const fetched = cold('---(p|)', { p: page(0, 2) });
      const handled = cold('--------(x|)');
      expectObservable(
        byPage(
          0,
          () => fetched,
          () => handled,
        ),
        '--!',
      ).toBe('');
      expectObservable(
        byPage(
          0,
          () => fetched,
          () => handled,
        ),
        '------!',
      ).toBe('');
      expectSubscriptions(fetched.subscriptions).toBe(['^-!', '^--!']);
      expectSubscriptions(handled.subscriptions).toBe(['---^--!']);
    });
  });

  it('ends with what a fetch fails with, also the first one, also by throwing', () => {
    const failing = (cursor: number): Observable<Page<string, number>> =>
      cursor === 1 ? throwError(() => new Error('no page')) : of(page(cursor, 3));
    const throwing = (): never => {
      throw new Error('no call');
    };
    expect(ended(byPage(0, failing, items => items))).toEqual(['0a', '0b', 'no page']);
    expect(ended(byPage(1, failing, items => items))).toEqual(['no page']);
    expect(ended(byPage(0, throwing, items => items))).toEqual(['no call']);
  });

  it('ends with what a handler fails with, and fetches no more', () => {
    const fetched: number[] = [];
    const fetch = (cursor: number): Observable<Page<string, number>> => (fetched.push(cursor), of(page(cursor, 3)));
    const failing = ([item]: readonly string[]): Observable<string> =>
      item === '1a' ? throwError(() => new Error(`not ${item}`)) : of(item!);
    const throwing = (): never => {
      throw new Error('not at all');
    };
    expect(ended(byPage(0, fetch, failing))).toEqual(['0a', 'not 1a']);
    expect(ended(byPage(0, fetch, throwing))).toEqual(['not at all']);
    expect(fetched).toEqual([0, 1, 0]);
  });

  it('takes promises', async () => {
    const got: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const handled = (items: readonly string[]): Promise<string> => Promise.resolve(items.join());
      byPage(0, cursor => from(Promise.resolve(page(cursor, 2))), handled).subscribe({
        next: item => got.push(item),
        error: reject,
        complete: resolve,
      });
    });
    expect(got).toEqual(['0a,0b', '1a,1b']);
  });

  it('goes on however many pages there are', async () => {
    let fetched = 0;
    const answered = (cursor: number): Observable<Page<string, number>> => {
      fetched++;
      return scheduled([{ items: [], next: cursor + 1 < 10_000 ? cursor + 1 : undefined }], asapScheduler);
    };
    await new Promise<void>((complete, error) => {
      byPage(0, answered, () => EMPTY).subscribe({ error, complete });
    });
    expect(fetched).toBe(10_000);
  });
});

/** What came of a synchronous stream, and the message of the error it ended with. */
function ended(source: Observable<unknown>): unknown[] {
  const got: unknown[] = [];
  source.subscribe({ next: item => got.push(item), error: (error: Error) => got.push(error.message) });
  return got;
}
