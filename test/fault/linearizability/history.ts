import { IndeterminateError } from 'hazelrx';
import { firstValueFrom, type Observable } from 'rxjs';
import type { Call } from './call.js';

/** The calls of several clients of this process, as each of them sees it. */
export class History<I, R> {
  readonly calls: Call<I, R>[] = [];
  #moment = 0;

  /** Calls whose clients cannot know whether they were done. */
  get unknown(): number {
    return this.calls.filter(({ end }) => end === undefined).length;
  }

  /** Makes the call. Resolves with its result, undefined where its outcome is unknown; any other error is one of this, too. */
  async record<T extends R>(client: number, input: I, call$: Observable<T>): Promise<T | undefined> {
    const begun = this.#moment++;
    try {
      const result = await firstValueFrom(call$);
      this.calls.push({ client, input, begun, end: { at: this.#moment++, result } });
      return result;
    } catch (error) {
      if (!(error instanceof IndeterminateError)) throw error;
      this.calls.push({ client, input, begun });
      return undefined;
    }
  }
}
