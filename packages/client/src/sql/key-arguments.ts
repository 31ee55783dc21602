/** Statements that are remembered; beyond that the oldest is forgotten, and goes to any member once more. */
const REMEMBERED = 1024;

/** Which parameter of a statement is the key that it is about: members tell with each answer. */
export class KeyArguments {
  readonly #indexes = new Map<string, number>();

  get(text: string): number | undefined {
    return this.#indexes.get(text);
  }

  /** −1 for none; undefined from members before 5.3, which do not tell. */
  learn(text: string, index: number | undefined): void {
    if (index === undefined || index < 0) return void this.#indexes.delete(text);
    if (this.#indexes.get(text) === index) return;
    if (this.#indexes.size >= REMEMBERED) {
      const [oldest] = this.#indexes.keys();
      this.#indexes.delete(oldest!);
    }
    this.#indexes.set(text, index);
  }
}
