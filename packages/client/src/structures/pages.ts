import type { Observable, ObservableInput } from 'rxjs';
import { pipelined } from '../pipelined.js';
import { byPage, type Page } from './by-page.js';

/** Items a request, for those who iterate. */
const PAGE_SIZE = 1000;

export interface IterationOptions {
  /** Items a request; a member may bring a few more. Default 1000. */
  readonly pageSize?: number;
}

export interface ConsumeOptions extends IterationOptions {
  /** Handlers at work at a time. Default 1. */
  readonly concurrency?: number;
}

/** All items of a structure, one page after the other, from a cursor on. */
export class Pages<T, C> {
  constructor(
    readonly first: C,
    readonly fetch: (cursor: C, pageSize: number) => Observable<Page<T, C>>,
    readonly refusal: (reason: string) => Error,
  ) {}

  stream(options?: IterationOptions): Observable<T> {
    return this.#handled(page => page, options);
  }

  consume<R>(handler: (item: T) => ObservableInput<R>, options: ConsumeOptions = {}): Observable<R> {
    const { concurrency = 1 } = options;
    return this.#handled(page => {
      if (concurrency >= 1) return pipelined(page, handler, concurrency);
      throw this.refusal(`concurrency must be 1 or more, not ${concurrency}`);
    }, options);
  }

  #handled<R>(
    handle: (page: readonly T[]) => ObservableInput<R>,
    { pageSize = PAGE_SIZE }: IterationOptions = {},
  ): Observable<R> {
    const fetch = (cursor: C): Observable<Page<T, C>> => {
      if (!(pageSize >= 1)) throw this.refusal(`pageSize must be 1 or more, not ${pageSize}`);
      return this.fetch(cursor, pageSize);
    };
    return byPage(this.first, fetch, handle);
  }
}
