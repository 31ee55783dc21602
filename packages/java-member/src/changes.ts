/** Lets callers wait for a condition over state that changes elsewhere: whoever changes it calls `wake`. */
export class Changes {
  readonly #checks = new Set<() => void>();

  wake(): void {
    for (const check of this.#checks) check();
  }

  /**
   * Resolves when the condition is true, at once if it already is. Rejects with what the condition throws, or, after
   * `timeout` milliseconds, with what `late` makes.
   */
  until(condition: () => boolean, timeout: number, late: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.#checks.delete(check);
        settle();
      };
      const check = () => {
        try {
          if (condition()) end(resolve);
        } catch (error) {
          end(() => reject(error));
        }
      };
      const timer = setTimeout(() => end(() => reject(late())), timeout);
      this.#checks.add(check);
      check();
    });
  }
}
