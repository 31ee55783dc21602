/**
 * JSON text, stored as it is where a plain object would go through `JSON.stringify`. It is not checked: a member that
 * queries bad text answers wrongly, and reading it here fails.
 */
export class HazelcastJsonValue {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}
