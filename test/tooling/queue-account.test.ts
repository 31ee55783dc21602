import { describe, expect, it } from 'vitest';
import { Account } from '../fault/queue/account.js';
import type { Entry, Step } from '../fault/queue/work-log.js';

/** Words are `step item run` with commas between them, one a microsecond. */
function account(wanted: number, words: string): Account {
  const entries = words.split(', ').map((word, at): Entry => {
    const [step, item, run] = word.split(' ');
    return { step: step as Step, item: Number(item), run: run!, at };
  });
  // Those of one worker follow those of another.
  return new Account(wanted, entries.toReversed());
}

describe('the account of a queue', () => {
  it('finds nothing where each item is committed once', () => {
    const { lost, begunAgain, doneAgain, committedAgain, begunAfterCommit, interrupted, untold } = account(
      1,
      'start 0 a, done 0 a, committed 0 a',
    );
    expect([lost, begunAgain, doneAgain, committedAgain, begunAfterCommit]).toEqual([[], [], [], [], []]);
    expect([interrupted, untold]).toEqual([0, 0]);
  });

  it('finds what nobody has finished', () => {
    const { lost, interrupted } = account(3, 'start 0 a, start 1 b, done 1 b');
    expect(lost).toEqual([0, 2]);
    expect(interrupted).toBe(1);
  });

  it('finds what was repeated before a commit', () => {
    const { begunAgain, doneAgain, committedAgain, begunAfterCommit, untold } = account(
      2,
      'start 0 a, done 0 a, start 0 b, done 0 b, committed 0 b, start 1 c, start 1 d',
    );
    expect([begunAgain, doneAgain, committedAgain, begunAfterCommit]).toEqual([[0, 1], [0], [], []]);
    expect(untold).toBe(1);
  });

  it('finds what was begun after a commit', () => {
    const { committedAgain, begunAfterCommit } = account(1, 'start 0 a, done 0 a, committed 0 a, start 0 b');
    expect([committedAgain, begunAfterCommit]).toEqual([[], [0]]);
  });

  it('finds what was committed twice', () => {
    const { committedAgain, begunAfterCommit } = account(
      1,
      'start 0 a, start 0 b, done 0 a, done 0 b, committed 0 a, committed 0 b',
    );
    expect([committedAgain, begunAfterCommit]).toEqual([[0], []]);
  });

  it('refuses an item that nobody has put in', () => {
    expect(() => account(1, 'start 1 a')).toThrow('nobody has put in item 1');
  });
});
