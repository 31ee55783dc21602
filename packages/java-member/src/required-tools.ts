import { MissingToolError } from './errors.js';
import { artifactsOf, findJar, type Edition } from './artifacts.js';
import { requirePosix, requireTool, type Environment } from './tools.js';

/**
 * One sentence that says what to install before `startCluster` can work, or undefined. Maven counts only while an
 * artifact of this version is not yet on the machine. For tests that skip themselves.
 */
export function findMissingTool(edition: Partial<Edition> = {}, env: Environment = process.env): string | undefined {
  const { version = '5.7.0', sql = false } = edition;
  try {
    requirePosix();
    requireTool('java', env);
    if (artifactsOf({ version, sql }).some(artifact => findJar(artifact, env) === undefined)) requireTool('mvn', env);
    return undefined;
  } catch (error) {
    if (error instanceof MissingToolError) return error.message;
    throw error;
  }
}
