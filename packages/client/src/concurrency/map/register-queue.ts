// The changes of one client to one register of which nobody has been told yet.
import type { PendingChange } from './register-write.js';

export class RegisterQueue<S> {
  /** Also of those in a write. */
  size = 0;
  /**
   * Those in no write, in their order; some may be over. No set: one that is cleared again and again is a chain of dead tables, each
   * of which keeps the next one and what was in it from being collected early.
   */
  #waiting: PendingChange<S>[] = [];
  /** Of those, which are over. */
  #left = 0;

  add(pending: PendingChange<S>): void {
    this.#waiting.push(pending);
    this.size++;
  }

  /** Nobody waits for it any more. */
  leave(pending: PendingChange<S>): void {
    this.size--;
    if (!pending.write && ++this.#left > this.#waiting.length / 2) this.#waiting = this.take();
  }

  /** All that wait; none do then. */
  take(): PendingChange<S>[] {
    const taken = this.#left === 0 ? this.#waiting : this.#waiting.filter(({ over }) => !over);
    this.#waiting = [];
    this.#left = 0;
    return taken;
  }

  /** Before those that have come since they were taken. */
  putBack(changes: readonly PendingChange<S>[]): void {
    for (const pending of changes) pending.write = undefined;
    this.#waiting = [...changes.filter(({ over }) => !over), ...this.take()];
  }

  /** What is read now is read after they were asked for. */
  see(): void {
    for (const pending of this.#waiting) pending.seen = true;
  }

  /** What they have come to. */
  tell(changes: readonly PendingChange<S>[]): void {
    for (const pending of changes) if (!pending.over) this.#told(pending).tell(pending.outcome!);
  }

  fail(changes: readonly PendingChange<S>[], error: unknown): void {
    for (const pending of changes) if (!pending.over) this.#told(pending).tell({ error });
  }

  /** Those that wait, and those of the write, whose callers have to know whether it was sent. */
  failAll(written: readonly PendingChange<S>[], error: unknown): void {
    for (const pending of [...written, ...this.take()]) if (!pending.over) this.#told(pending).giveUp(error);
  }

  #told(pending: PendingChange<S>): PendingChange<S> {
    this.size--;
    return pending;
  }
}
