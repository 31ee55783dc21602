// A latch: how many are still to come in this round, and who waits for them.
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { CpObject } from './cp-objects.js';
import { NO_SESSION } from './cp-sessions.js';
import type { Asked, GroupClock, WaitQueue } from './wait-queue.js';

export class CpLatch implements CpObject {
  round = 0;
  #from = 0;
  /** The calls that have counted in this round. */
  #counted = new Set<string>();

  constructor(readonly waits: WaitQueue<undefined>) {}

  get count(): number {
    return Math.max(0, this.#from - this.#counted.size);
  }

  /** Begins a round, unless one is under way. */
  trySetCount(count: number): boolean {
    if (count <= 0) {
      const message = `cannot set non-positive count: ${count}`;
      throw new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
    }
    if (this.count > 0) return false;
    this.#from = count;
    this.#counted.clear();
    this.round++;
    return true;
  }

  /** Once, however often it is sent. What was meant for an earlier round does nothing. */
  countDown(uid: string, round: number): void {
    if (round > this.round) {
      const message = `round ${round} was expected, and the latch is in round ${this.round}`;
      throw new Refusal('ILLEGAL_STATE', message, 'java.lang.IllegalStateException');
    }
    if (round < this.round) return;
    this.#counted.add(uid);
    if (this.count === 0) for (const wait of this.waits) this.waits.answer(wait, true);
  }

  /** Undefined for one that waits. */
  await(uid: string, timeout: number, asked: Asked): boolean | undefined {
    if (this.count === 0) return true;
    if (timeout <= 0) return false;
    this.waits.add({ id: uid, uid, session: NO_SESSION, timeout }, asked, undefined);
    return undefined;
  }

  endSession(): void {}

  expire(): void {
    for (const wait of this.waits.due) this.waits.answer(wait, false);
  }

  destroyed(name: string): void {
    this.waits.destroyed(name);
  }

  fork(clock: GroupClock, isThere: (member: EmbeddedMember) => boolean): CpLatch {
    const fork = new CpLatch(this.waits.fork(clock, isThere));
    fork.round = this.round;
    fork.#from = this.#from;
    fork.#counted = new Set(this.#counted);
    return fork;
  }

  end(): void {
    this.waits.end();
  }
}
