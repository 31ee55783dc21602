import { describe, expect, it } from 'vitest';
import { TestClock } from '../src/index.js';
import { Timers } from '../src/timers.js';

/** In milliseconds; no timer of Node runs so long. */
const MONTH = 30 * 24 * 3_600_000;

function setUp() {
  const clock = new TestClock();
  const told: string[] = [];
  const tell = (what: string) => (): void => void told.push(`${what} at ${clock.now()}`);
  return { clock, told, tell, timers: new Timers(clock) };
}

describe('Timers', () => {
  it('run what is to happen later, unless it is called off', async () => {
    const { clock, told, tell, timers } = setUp();
    timers.later(20, tell('b'));
    timers.later(10, tell('a'));
    timers.later(0, tell('at once'));
    const undo = timers.later(15, tell('never'));
    undo();
    undo();
    await clock.advance(30);
    expect(told).toEqual(['at once at 0', 'a at 10', 'b at 20']);
    expect(clock.actions.length).toBe(0);
  });

  it('run nothing before its time by the clock, as timers of Node do by a millisecond', async () => {
    const { clock, told, tell } = setUp();
    const slow = Object.create(clock, { now: { value: () => Math.floor(clock.now() * 0.99) } }) as TestClock;
    const timers = new Timers(slow);
    timers.later(100, tell('due'));
    timers.later(100, tell('never'))();
    const undo = timers.later(100, tell('never'));
    await clock.advance(100);
    expect(told).toEqual([]);
    undo();
    await clock.advance(10);
    expect(told).toEqual(['due at 102']);
    expect(clock.actions.length).toBe(0);
  });

  it('may run for longer than any timer of a platform', async () => {
    const { clock, told, tell, timers } = setUp();
    timers.later(3 * MONTH, tell('late'));
    const undo = timers.later(3 * MONTH, tell('never'));
    await clock.advance(2 * MONTH);
    expect(Math.max(...clock.actions.map(({ delay }) => delay - clock.now()))).toBeLessThan(2 ** 31);
    undo();
    await clock.advance(MONTH - 1);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual([`late at ${3 * MONTH}`]);
    expect(clock.actions.length).toBe(0);
  });

  it('run again and again', async () => {
    const { clock, told, tell, timers } = setUp();
    timers.every(10, tell('tick'));
    await clock.advance(35);
    expect(told).toEqual(['tick at 10', 'tick at 20', 'tick at 30']);
    timers.end();
  });

  it('end, and nothing happens any more', async () => {
    const { clock, told, tell, timers } = setUp();
    const undo = timers.later(10, tell('a'));
    timers.every(10, tell('tick'));
    timers.later(5, () => timers.end());
    await clock.advance(100);
    timers.later(10, tell('after the end'))();
    timers.later(10, tell('after the end'));
    timers.every(10, tell('after the end'));
    await clock.advance(100);
    undo();
    expect(told).toEqual([]);
    expect(clock.actions.length).toBe(0);
  });
});
