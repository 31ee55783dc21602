import { inspect } from 'node:util';
import { filter, firstValueFrom, type Observable, startWith, Subject, timeout } from 'rxjs';
import { DEADLINE } from './awaiting.js';

/** A subscription that keeps all that comes, so that a test can wait for it. */
export class Recording<T> implements Disposable {
  readonly items: T[] = [];
  error: unknown;
  completed = false;
  readonly #changes = new Subject<void>();
  readonly #subscription;

  constructor(source: Observable<T>) {
    this.#subscription = source.subscribe({
      next: item => {
        this.items.push(item);
        this.#changes.next();
      },
      error: (error: unknown) => {
        this.error = error;
        this.#changes.next();
      },
      complete: () => {
        this.completed = true;
        this.#changes.next();
      },
    });
  }

  /** Resolves with the items as soon as the condition holds; rejects when it does not in time, or the stream failed. */
  async until(condition: (items: readonly T[], recording: this) => boolean): Promise<readonly T[]> {
    const held = this.#changes.pipe(
      startWith(undefined),
      filter(() => condition(this.items, this) || this.error !== undefined),
      timeout(DEADLINE),
    );
    await firstValueFrom(held).catch((cause: unknown) => {
      throw new Error(`waited in vain; so far: ${this.items.map(tell).join(', ')}`, { cause });
    });
    if (!condition(this.items, this)) throw this.error;
    return this.items;
  }

  /** Waits for this many items. */
  count(count: number): Promise<readonly T[]> {
    return this.until(({ length }) => length >= count);
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

function tell(item: unknown): string {
  const { type, key } = Object(item) as { type?: unknown; key?: unknown };
  return inspect(type === undefined ? item : { type, key }, { breakLength: Infinity, depth: 1 });
}

export function record<T>(source: Observable<T>): Recording<T> {
  return new Recording(source);
}

/** Resolves once the condition of `sample`'s result holds; asks again and again, for what no stream tells. */
export async function eventually<T>(sample: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + DEADLINE;
  for (;;) {
    const value = await sample();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain; now: ${JSON.stringify(value)}`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}
