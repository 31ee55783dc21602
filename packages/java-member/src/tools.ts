import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MissingToolError } from './errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Tool = keyof typeof advice;

const advice = {
  java: 'Hazelcast members need Java: install a Java 17 (or later) runtime and put `java` in PATH or set JAVA_HOME.',
  mvn: 'Maven is needed to download Hazelcast: install Maven 3.6 or later and put `mvn` in PATH.',
};

/** The path of the program, or undefined. `JAVA_HOME` comes before `PATH`. */
export function findTool(tool: Tool, env: Environment): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  if (tool === 'java' && env['JAVA_HOME']) folders.unshift(join(env['JAVA_HOME'], 'bin'));
  return folders.map(folder => join(folder, tool)).find(isExecutable);
}

/** The path of the program. Throws a {@link MissingToolError} that says what to install. */
export function requireTool(tool: Tool, env: Environment): string {
  const path = findTool(tool, env);
  if (path === undefined) throw new MissingToolError(tool, advice[tool]);
  return path;
}

/** Throws where members cannot be tied to the life of their parent. */
export function requirePosix(platform: string = process.platform): void {
  if (platform !== 'win32') return;
  throw new MissingToolError('sh', 'Members are started through a POSIX shell: use Linux, macOS or WSL.');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
