import { catchError, map, type Observable, of, throwError } from 'rxjs';
import { HazelcastError } from '../errors.js';
import type { Page } from './by-page.js';
import { Pages } from './pages.js';

/** How a list is read. */
export interface IndexedReads<E> {
  size(): Observable<number>;
  /** Fails with `INDEX_OUT_OF_BOUNDS` when the list ends before `end`. */
  subList(start: number, end: number): Observable<E[]>;
}

/** Where an iteration over a list is, and where it will end: the list may grow as fast as it is read. */
interface ListCursor {
  readonly from: number;
  readonly end: number;
  /** The list was seen to end there, or behind that. */
  readonly seen: boolean;
}

const START: ListCursor = { from: 0, end: Infinity, seen: false };

/** All items up to the size that the list has when somebody subscribes, or less when it shrinks. */
export class ListPages<E> extends Pages<E, ListCursor> {
  constructor(list: IndexedReads<E>, refusal: (reason: string) => Error) {
    super(START, (cursor, pageSize) => (cursor.seen ? page(list, cursor, pageSize) : ending(list, cursor)), refusal);
  }
}

function ending<E>(list: IndexedReads<E>, { from, end }: ListCursor): Observable<Page<E, ListCursor>> {
  return list.size().pipe(map(size => ({ items: [], next: before({ from, end: Math.min(end, size), seen: true }) })));
}

function page<E>(
  list: IndexedReads<E>,
  { from, end, seen }: ListCursor,
  pageSize: number,
): Observable<Page<E, ListCursor>> {
  const next = Math.min(from + pageSize, end);
  return list.subList(from, next).pipe(
    map(items => ({ items, next: before({ from: next, end, seen }) })),
    // It has become shorter: how long is it now?
    catchError((error: unknown) =>
      isOutOfBounds(error) ? of({ items: [], next: { from, end, seen: false } }) : throwError(() => error),
    ),
  );
}

function before(cursor: ListCursor): ListCursor | undefined {
  return cursor.from < cursor.end ? cursor : undefined;
}

function isOutOfBounds(error: unknown): boolean {
  return error instanceof HazelcastError && error.code === 'INDEX_OUT_OF_BOUNDS';
}
