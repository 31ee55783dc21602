// A live view in virtual time: what happens and what is told, by the millisecond.
import { delay, map, Subject, type Subscription, VirtualAction, VirtualTimeScheduler } from 'rxjs';
import { expect } from 'vitest';
import { live } from '../../src/query/live.js';
import type { LiveOptions, LiveResync } from '../../src/query/live-change.js';
import type { LiveSignal } from '../../src/query/live-source.js';
import { asText, ScriptedSource } from './scripted-live.js';

type Signal = LiveSignal<string, string>;

const END = 5000;

export class Story {
  readonly scheduler = new VirtualTimeScheduler(VirtualAction, END);
  readonly signals = new Subject<Signal>();
  readonly source = new ScriptedSource(this.signals);
  readonly resyncs: LiveResync[] = [];
  readonly view$;
  /** By the millisecond. */
  readonly #told: Record<number, string[]> = {};

  /** `takes`: milliseconds until the cluster reads what it is asked for, and then until the answer is here. */
  constructor(options: LiveOptions = {}, [reading, answer]: readonly [number, number] = [0, 0]) {
    const { scheduler } = this;
    this.source.answers = page$ => page$.pipe(delay(answer, scheduler));
    this.source.delayed = asked$ => asked$.pipe(delay(reading, scheduler));
    const onResync = (resync: LiveResync): void => void this.resyncs.push(resync);
    this.view$ = live(this.source, { onResync, ...options }, scheduler).pipe(map(asText));
  }

  at(millis: number, act: () => unknown): this {
    this.scheduler.schedule(() => void act(), millis);
    return this;
  }

  /** These are told, one after the other. */
  tell(millis: number, ...signals: readonly Signal[]): this {
    return this.at(millis, () => signals.forEach(signal => this.signals.next(signal)));
  }

  /** From then on the cluster has these entries, `key=value` each. */
  has(millis: number, entries: string): this {
    const set = (): void => {
      this.source.entries.clear();
      for (const entry of entries.split(' ').filter(Boolean)) {
        const [key, value] = entry.split('=');
        this.source.entries.set(key!, value!);
      }
    };
    return this.at(millis, set);
  }

  follow(): Subscription {
    const note = (text: string): void => void (this.#told[this.scheduler.now()] ??= []).push(text);
    return this.view$.subscribe({ next: note, error: (error: Error) => note(`! ${error.message}`) });
  }

  /** Plays it, and expects this to have been told, and these reads. */
  tells(told: Readonly<Record<number, readonly string[]>>, reads: readonly string[]): void {
    this.scheduler.flush();
    expectAlike([this.#told, this.source.reads], [told, reads]);
  }
}

function expectAlike(one: unknown, other: unknown): void {
  expect(one).toEqual(other);
}
