// Applications in other languages that write and read the samples, each through the official client of its language.
import { fileURLToPath } from 'node:url';
import type { Conversation } from '../support/conversation.js';
import type { JavaClasses } from '../support/java.js';
import { startPython } from '../support/python.js';
import type { Place } from './foreign/node/clients.js';
import { NodeProgram } from './foreign/node/serialization/program.js';

/** What is said of each sample, by its name. */
export type Outcomes = Readonly<Record<string, string>>;

export type ByteOrder = 'BIG_ENDIAN' | 'LITTLE_ENDIAN';

/** An application, and what it may be asked. */
export interface Program extends AsyncDisposable {
  readonly language: string;
  /** Puts each sample that it can write under its name: "ok", or what went wrong. */
  write(map: string): Promise<Outcomes>;
  /** Compares what is in a map with the samples of those names: "equal", "unknown" where it has none, or the difference. */
  check(map: string): Promise<Outcomes>;
}

class ConversingProgram implements Program {
  constructor(
    readonly language: string,
    protected readonly conversation: Conversation,
  ) {}

  async write(map: string): Promise<Outcomes> {
    return outcomes(await this.conversation.ask(`write ${map}`));
  }

  async check(map: string): Promise<Outcomes> {
    return outcomes(await this.conversation.ask(`check ${map}`));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.conversation[Symbol.asyncDispose]();
  }
}

/** It has samples of all types, and more to ask. */
export class JavaProgram extends ConversingProgram {
  static start(classes: JavaClasses, order: ByteOrder, { clusterName, addresses }: Place): JavaProgram {
    return new JavaProgram('Java', classes.start('interop.Program', order, clusterName, ...addresses));
  }

  /** Puts the name of each sample under the sample. */
  async putKeys(map: string): Promise<Outcomes> {
    return outcomes(await this.conversation.ask(`keys ${map}`));
  }

  /** What is found under each sample: its name, or "null". */
  async findKeys(map: string): Promise<Outcomes> {
    return outcomes(await this.conversation.ask(`find ${map}`));
  }

  /** The rows, as texts; an error is a row that begins with "failed". */
  async sql(statement: string): Promise<string[][]> {
    const lines = await this.conversation.ask(`sql ${statement}`);
    return lines.map(line => line.split('\t'));
  }
}

export async function startPythonProgram(order: ByteOrder, { clusterName, addresses }: Place): Promise<Program> {
  const file = fileURLToPath(new URL('foreign/python/serialization/program.py', import.meta.url));
  return new ConversingProgram('Python', await startPython(file, order, clusterName, ...addresses));
}

export async function startNodeProgram(order: ByteOrder, place: Place): Promise<Program> {
  const program = await NodeProgram.start(order === 'BIG_ENDIAN', place);
  return {
    language: 'Node.js',
    write: async map => outcomes(await program.write(map)),
    check: async map => outcomes(await program.check(map)),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

function outcomes(lines: readonly string[]): Outcomes {
  return Object.fromEntries(lines.map(line => line.split('\t') as [string, string]));
}
