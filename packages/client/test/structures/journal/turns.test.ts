import { defer, EMPTY, finalize, merge, NEVER, type Observable, Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { Turns } from '../../../src/structures/journal/turns.js';

/** Work that the test ends, and how it goes. */
function works(names: string) {
  const log: string[] = [];
  const ends = new Map(Array.from(names, name => [name, new Subject<string>()]));
  const of = (name: string): Observable<string> => {
    log.push(`${name} begins`);
    return ends.get(name)!.pipe(finalize(() => log.push(`${name} ends`)));
  };
  return { log, ends, of };
}

const lazily = (turns: Turns, { of }: ReturnType<typeof works>, name: string): Observable<string> =>
  turns.take(defer(() => of(name)));

it('lets so many work at a time, first come first served', () => {
  const turns = new Turns(2);
  const work = works('abcd');
  const all = merge(...Array.from('abcd', name => lazily(turns, work, name))).subscribe();
  expect(work.log).toEqual(['a begins', 'b begins']);
  work.ends.get('b')!.complete();
  expect(work.log).toEqual(['a begins', 'b begins', 'b ends', 'c begins']);
  turns.end();
  all.unsubscribe();
  expect(work.log.filter(line => line.endsWith('begins'))).toHaveLength(3);
});

it('passes by who has left', () => {
  const turns = new Turns(1);
  const work = works('abc');
  const a = lazily(turns, work, 'a').subscribe();
  const b = lazily(turns, work, 'b').subscribe();
  lazily(turns, work, 'c').subscribe();
  b.unsubscribe();
  a.unsubscribe();
  expect(work.log).toEqual(['a begins', 'a ends', 'c begins']);
});

it('goes on after work that is over at once, or fails', () => {
  const turns = new Turns(1);
  const errors: unknown[] = [];
  const failing = new Subject<never>();
  turns.take(failing).subscribe({ error: error => errors.push(error) });
  let completed = 0;
  for (let i = 0; i < 3; i++) turns.take(EMPTY).subscribe({ complete: () => completed++ });
  expect(completed).toBe(0);
  failing.error('no');
  expect([errors, completed]).toEqual([['no'], 3]);
  expect(turns.take(NEVER).subscribe().closed).toBe(false);
});
