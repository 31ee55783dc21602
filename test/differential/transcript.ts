/** What is compared, each by what it is. */
export type Facts = Readonly<Record<string, string>>;

export interface Step {
  readonly what: string;
  readonly facts: Facts;
}

/** Waited for in vain. A difference even where it is so on both sides. */
export const MISSING = 'did not come';

/** Lines and characters of a line that a failure prints: enough for what is minimised. */
const LINES = 120;
const WIDTH = 1000;

/** What was done on both sides, and what came of it, up to the first difference. */
export class Transcript {
  readonly #lines: string[] = [];

  constructor(readonly names: readonly [string, string]) {}

  /** One step as it was on each side. Throws all so far when it was not the same. */
  add(where: string, [one, other]: readonly [Step, Step]): void {
    const what = `${where}, ${one.what}`;
    const facts = new Set([...Object.keys(one.facts), ...Object.keys(other.facts)]);
    const differing = [...facts].filter(fact => differs(one.facts, other.facts, fact));
    if (differing.length === 0) {
      this.#lines.push(`${what} → ${one.facts['answer'] ?? 'the same'}`);
      return;
    }
    const [ofOne, ofOther] = this.names;
    this.#lines.push(what);
    for (const fact of differing) {
      this.#lines.push(`  ${fact}`, `    ${ofOne}: ${one.facts[fact]}`, `    ${ofOther}: ${other.facts[fact]}`);
    }
    const lines = this.#lines.slice(-LINES);
    throw new Error(lines.map(line => cut(line)).join('\n'));
  }
}

function differs(one: Facts, other: Facts, fact: string): boolean {
  return one[fact] !== other[fact] || one[fact] === MISSING;
}

function cut(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line;
}
