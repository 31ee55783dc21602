import { BehaviorSubject, type Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Connections } from '../../src/cluster/connections.js';
import type { Connection } from '../../src/connection/connection.js';
import { Ownership } from '../../src/invocation/ownership.js';

/** Of a client with so many connections. */
function setUp(connected: number) {
  const open = (count: number): Connection[] => Array.from({ length: count }, () => ({}) as Connection);
  const open$: Subject<readonly Connection[]> = new BehaviorSubject<readonly Connection[]>(open(connected));
  const ownership = new Ownership({ open$ } as Pick<Connections, 'open$'> as Connections);
  return { ownership, open$, connect: (count: number) => open$.next(open(count)) };
}

describe('Ownership', () => {
  it('numbers owners from 1: 0 is nobody', () => {
    const { ownership } = setUp(1);
    expect([1, 2, 3].map(() => ownership.newThread())).toEqual([1, 2, 3]);
  });

  it('leaves a number after each reference, and uses none twice', () => {
    const { ownership } = setUp(1);
    const references = Array.from({ length: 1000 }, () => ownership.newReference());
    const withUndo = references.flatMap(reference => [reference, reference + 1]);
    expect(new Set(withUndo).size).toBe(2000);
    expect(references.every(reference => reference > 0)).toBe(true);
  });

  it('counts owners and references apart', () => {
    const { ownership } = setUp(1);
    ownership.newReference();
    expect(ownership.newThread()).toBe(1);
  });

  it('is lost each time the last connection ends, not before', () => {
    const { ownership, connect } = setUp(0);
    connect(1);
    const before = ownership.losses;
    let told = 0;
    ownership.lost$.subscribe(() => told++);
    connect(3);
    connect(1);
    expect([told, ownership.losses - before]).toEqual([0, 0]);
    connect(0);
    expect([told, ownership.losses - before]).toEqual([1, 1]);
    connect(1);
    connect(0);
    expect([told, ownership.losses - before]).toEqual([2, 2]);
  });

  it('is lost at once where there is no connection', () => {
    const { ownership } = setUp(0);
    let told = 0;
    ownership.lost$.subscribe(() => told++);
    expect(told).toBe(1);
  });

  it('has counted a loss before anybody is told', () => {
    const { ownership, connect } = setUp(1);
    const seen: number[] = [];
    ownership.lost$.subscribe(() => seen.push(ownership.losses));
    connect(0);
    expect(seen).toEqual([1]);
  });

  it('ends with the connections', () => {
    const { ownership, open$ } = setUp(1);
    let completed = false;
    ownership.lost$.subscribe({ complete: () => (completed = true) });
    open$.complete();
    expect(completed).toBe(true);
  });

  it('tells those who watch of a loss, but none who has left meanwhile', () => {
    const { ownership, connect } = setUp(1);
    const told: string[] = [];
    const watcher = (name: string, then = (): void => {}) => ({
      watching: -1,
      lost() {
        told.push(name);
        then();
      },
    });
    const [gone, left] = [watcher('gone'), watcher('left')];
    const first = watcher('first', () => {
      ownership.unwatch(left);
      ownership.watch(late);
    });
    const late = watcher('late');
    const last = watcher('last');
    for (const each of [first, gone, left, last]) ownership.watch(each);
    for (let n = 0; n < 2; n++) ownership.unwatch(gone);
    ownership.unwatch(last);
    ownership.watch(last);
    connect(0);
    expect(told.sort()).toEqual(['first', 'last']);
    told.length = 0;
    for (const each of [first, last, late]) ownership.unwatch(each);
    connect(1);
    connect(0);
    expect(told).toEqual([]);
  });

  it('says when something is held for the first time, and for the first time after a loss', () => {
    const { ownership, connect, open$ } = setUp(1);
    let told = 0;
    let completed = false;
    ownership.held$.subscribe({ next: () => told++, complete: () => (completed = true) });
    for (const expected of [1, 2]) {
      for (let n = 0; n < 3; n++) ownership.held();
      expect(told).toBe(expected);
      connect(0);
      connect(1);
      expect(told).toBe(expected);
    }
    open$.complete();
    expect(completed).toBe(true);
  });
});
