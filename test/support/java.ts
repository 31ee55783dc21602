// Java programs that use the official client, compiled against the jar that members run from.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { download, findMissingTool } from '@hazelrx/java-member';
import { Conversation } from './conversation.js';

const run = promisify(execFile);

const home = process.env['JAVA_HOME'];
const tool = (name: string): string => (home ? join(home, 'bin', name) : name);

/** One sentence that says what to install before {@link compileJava} can work, or undefined. */
export function findMissingJava(): string | undefined {
  const { status } = spawnSync(tool('javac'), ['-version'], { stdio: 'ignore' });
  if (status !== 0)
    return 'Java programs are compiled: install a Java 17 (or later) JDK and put `javac` in PATH or set JAVA_HOME.';
  return findMissingTool();
}

/** Classes, and the jar that they need. */
export class JavaClasses {
  constructor(
    readonly folder: string,
    readonly jars: readonly string[],
  ) {}

  /** Runs a class that answers commands. */
  start(mainClass: string, ...args: readonly string[]): Conversation {
    const classpath = [this.folder, ...this.jars].join(delimiter);
    return new Conversation(tool('java'), [...quickly, '-cp', classpath, mainClass, ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A program of a few seconds need not be optimised. */
const quickly = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Djava.net.preferIPv4Stack=true'];

/** Compiles all files of a folder. The classes are there until they are disposed of. */
export async function compileJava(sources: URL): Promise<JavaClasses> {
  const jars = await download();
  const path = fileURLToPath(sources);
  const files = (await readdir(path)).filter(name => name.endsWith('.java')).map(name => join(path, name));
  const classes = new JavaClasses(await mkdtemp(join(tmpdir(), 'hazelrx-java-')), jars);
  try {
    // Portable is deprecated, and meant.
    await run(tool('javac'), [
      '-encoding',
      'UTF-8',
      '-nowarn',
      '-cp',
      jars.join(delimiter),
      '-d',
      classes.folder,
      ...files,
    ]);
    return classes;
  } catch (error) {
    await classes[Symbol.asyncDispose]();
    throw new Error(`could not compile: ${(error as Error).message}`, { cause: error });
  }
}
