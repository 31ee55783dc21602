import Long from 'long';
import { EMPTY, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { HeldLock } from '../../src/concurrency/fenced-lock.js';
import { orTimeout, withLock, withPermits } from '../../src/concurrency/scopes.js';
import { type ErrorCode, HazelcastError, TimeoutError } from '../../src/errors.js';

const failure = (code: ErrorCode): HazelcastError => new HazelcastError(code, 'told');
const lostReason = failure('LOCK_OWNERSHIP_LOST_EXCEPTION');

/** What is held, and the order in which things happened to it. */
class Resource implements HeldLock {
  readonly fence = Long.fromNumber(7);
  readonly told = new Subject<HazelcastError>();
  readonly lost$ = this.told.asObservable();
  lost = false;
  readonly log: string[] = [];
  /** What becomes of each unlock; the last one of all others. */
  readonly unlocks: Observable<undefined>[] = [];

  lock(): Observable<HeldLock> {
    return of(this);
  }

  unlock(): Observable<undefined> {
    this.log.push('unlock');
    return (this.unlocks.length > 1 ? this.unlocks.shift() : this.unlocks[0]) ?? of(undefined);
  }

  release(): Observable<undefined> {
    return this.unlock();
  }

  lose(): void {
    this.lost = true;
    this.told.next(lostReason);
    this.told.complete();
  }

  watch(source$: Observable<unknown>) {
    return source$.subscribe({
      next: value => this.log.push(`next ${String(value)}`),
      error: (error: unknown) => this.log.push(`error ${error instanceof HazelcastError ? error.code : String(error)}`),
      complete: () => this.log.push('complete'),
    });
  }
}

type Scoped = (held: Resource, work: () => Observable<unknown>) => Observable<unknown>;

const scopes: [string, Scoped][] = [
  ['withLock', (held, work) => withLock(of(held), work)],
  ['withPermits', (held, work) => withPermits(of(held), work)],
];

describe.each(scopes)('%s', (_, scoped) => {
  it('releases when the work is done, and tells that it is complete after that', () => {
    const held = new Resource();
    const released = new Subject<undefined>();
    held.unlocks.push(released);
    held.watch(scoped(held, () => of(1, 2)));
    expect(held.log).toEqual(['next 1', 'next 2', 'unlock']);
    released.next(undefined);
    expect(held.log).toHaveLength(3);
    released.complete();
    expect(held.log.slice(3)).toEqual(['complete']);
  });

  it('tells the error of a release, but that of the work before it', () => {
    const held = new Resource();
    held.unlocks.push(throwError(() => failure('ILLEGAL_MONITOR_STATE')));
    held.watch(scoped(held, () => EMPTY));
    held.watch(scoped(held, () => throwError(() => failure('QUERY'))));
    held.watch(
      scoped(held, () => {
        throw failure('SECURITY');
      }),
    );
    expect(held.log).toEqual(['unlock', 'error ILLEGAL_MONITOR_STATE', 'unlock', 'error QUERY', 'unlock', 'error SECURITY']); // prettier-ignore
  });

  it('releases when the caller leaves', () => {
    const held = new Resource();
    const work = new Subject<number>();
    const watching = held.watch(scoped(held, () => work));
    work.next(1);
    watching.unsubscribe();
    expect(held.log).toEqual(['next 1', 'unlock']);
    expect(work.observed).toBe(false);
  });

  it('does not end a release when the caller leaves meanwhile', () => {
    const held = new Resource();
    const released = new Subject<undefined>();
    held.unlocks.push(released);
    const watching = held.watch(scoped(held, () => EMPTY));
    watching.unsubscribe();
    expect(released.observed).toBe(true);
    expect(held.log).toEqual(['unlock']);
  });

  it('fails, and ends the work, when what it holds is lost', () => {
    const held = new Resource();
    const work = new Subject<number>();
    held.watch(scoped(held, () => work));
    held.lose();
    expect(held.log[0]).toBe('error LOCK_OWNERSHIP_LOST_EXCEPTION');
    expect(work.observed).toBe(false);
  });

  it('does not begin what is lost before', () => {
    const held = new Resource();
    Object.assign(held, { lost: true, lost$: of(lostReason) });
    held.watch(scoped(held, () => of('begun')));
    expect(held.log[0]).toBe('error LOCK_OWNERSHIP_LOST_EXCEPTION');
    expect(held.log).not.toContain('next begun');
  });
});

describe('withLock', () => {
  it('gives the work the fence, and the lock to lock again', () => {
    const held = new Resource();
    held.watch(withLock(of(held), (fence, same) => of(fence, same === held)));
    expect(held.log).toEqual(['next 7', 'next true', 'unlock', 'complete']);
  });

  it('unlocks what is lost, too: the members may have kept it', () => {
    const held = new Resource();
    held.watch(withLock(of(held), () => NEVER));
    held.lose();
    expect(held.log).toEqual(['error LOCK_OWNERSHIP_LOST_EXCEPTION', 'unlock']);
  });

  it.each(['OPERATION_TIMEOUT', 'CLIENT_OFFLINE'] as const)(
    'unlocks once more after %s, for nobody to wait for',
    code => {
      const held = new Resource();
      held.unlocks.push(
        throwError(() => failure(code)),
        throwError(() => failure(code)),
      );
      held.watch(withLock(of(held), () => EMPTY));
      expect(held.log).toEqual(['unlock', `error ${code}`, 'unlock']);
    },
  );

  it('passes on why there is no lock', () => {
    const held = new Resource();
    held.watch(
      withLock(
        throwError(() => failure('CLIENT_NOT_ACTIVE')),
        () => of('begun'),
      ),
    );
    expect(held.log).toEqual(['error CLIENT_NOT_ACTIVE']);
  });
});

describe('withPermits', () => {
  it('does not release what is lost: the client may have got others', () => {
    const held = new Resource();
    held.watch(withPermits(of(held), () => NEVER));
    held.lose();
    expect(held.log).toEqual(['error LOCK_OWNERSHIP_LOST_EXCEPTION']);
  });

  it('releases once, whatever becomes of it', () => {
    const held = new Resource();
    held.unlocks.push(throwError(() => failure('OPERATION_TIMEOUT')));
    held.watch(withPermits(of(held), () => EMPTY));
    expect(held.log).toEqual(['unlock', 'error OPERATION_TIMEOUT']);
  });
});

describe('what was not free in time', () => {
  it('is a TimeoutError that says how long it was waited for', () => {
    const seen: unknown[] = [];
    const details = { operation: 'Semaphore.acquire', structure: 's' };
    orTimeout(of(null), 300, details).subscribe({ error: error => seen.push(error) });
    expect(seen[0]).toBeInstanceOf(TimeoutError);
    expect(seen[0]).toMatchObject({ code: 'OPERATION_TIMEOUT', reason: 'it was not free within 300 ms', ...details });
  });

  it('is nothing else', () => {
    const seen: unknown[] = [];
    orTimeout(of(0), 300, {}).subscribe(value => seen.push(value));
    expect(seen).toEqual([0]);
  });
});
