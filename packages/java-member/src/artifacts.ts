import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireTool, type Environment } from './tools.js';

const run = promisify(execFile);

/** What decides which jars a member needs. */
export interface Edition {
  readonly version: string;
  readonly sql: boolean;
}

export interface Artifact {
  readonly name: 'hazelcast' | 'hazelcast-sql';
  readonly version: string;
}

/** Both jars hold their dependencies, so the list is complete. */
export function artifactsOf({ version, sql }: Edition): Artifact[] {
  const names = sql ? (['hazelcast', 'hazelcast-sql'] as const) : (['hazelcast'] as const);
  return names.map(name => ({ name, version }));
}

/** The paths of the jars; those that are not on this machine are downloaded by Maven, each once a process. */
export async function obtainJars(edition: Edition, env: Environment): Promise<string[]> {
  const jars: string[] = [];
  // One after the other: a local Maven repository is not made for two writers.
  for (const artifact of artifactsOf(edition)) jars.push(findJar(artifact, env) ?? (await downloadOnce(artifact, env)));
  return jars;
}

/**
 * Brings what a member of this edition needs onto this machine, so that its first start does not take minutes. Resolves
 * with the paths of the jars.
 */
export function download({ version = '5.7.0', sql = false }: Partial<Edition> = {}): Promise<string[]> {
  return obtainJars({ version, sql }, process.env);
}

/** The jar in Maven's local repository or in our cache, if it is there. */
export function findJar(artifact: Artifact, env: Environment): string | undefined {
  const { name, version } = artifact;
  const inRepository = join(localRepository(env), 'com', 'hazelcast', name, version, fileName(artifact));
  return [inRepository, join(cacheFolder(env), fileName(artifact))].find(path => existsSync(path));
}

const downloads = new Map<string, Promise<string>>();

function downloadOnce(artifact: Artifact, env: Environment): Promise<string> {
  const path = join(cacheFolder(env), fileName(artifact));
  let pending = downloads.get(path);
  if (pending === undefined) {
    pending = fetchJar(artifact, env).finally(() => downloads.delete(path));
    downloads.set(path, pending);
  }
  return pending;
}

/** The jar appears in the cache by one rename, so another process sees all of it or nothing. */
async function fetchJar(artifact: Artifact, env: Environment): Promise<string> {
  const maven = requireTool('mvn', env);
  const coordinates = `com.hazelcast:${artifact.name}:${artifact.version}`;
  await mkdir(cacheFolder(env), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(env), 'download-'));
  process.stderr.write(`Downloading ${coordinates} with Maven (about 20 MB) ...\n`);
  try {
    const goal = ['dependency:copy', `-Dartifact=${coordinates}`, `-DoutputDirectory=${folder}`];
    await run(maven, ['-B', '-q', ...goal], { cwd: folder, env, maxBuffer: 2 ** 26 });
    const path = join(cacheFolder(env), fileName(artifact));
    await rename(join(folder, fileName(artifact)), path);
    process.stderr.write(`Downloaded ${coordinates}.\n`);
    return path;
  } catch (error) {
    throw new Error(`Maven could not download ${coordinates}: ${lastLines(error)}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lastLines(error: unknown): string {
  const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
  const printed = `${stdout ?? ''}${stderr ?? ''}`.trim();
  return printed === '' ? message : printed.split('\n').slice(0, 10).join('\n');
}

function localRepository(env: Environment): string {
  const fromOption = /-Dmaven\.repo\.local=(\S+)/.exec(env['MAVEN_OPTS'] ?? '')?.[1];
  return fromOption ?? fromSettings(env) ?? join(home(env), '.m2', 'repository');
}

function fromSettings(env: Environment): string | undefined {
  const file = join(home(env), '.m2', 'settings.xml');
  if (!existsSync(file)) return undefined;
  const settings = readFileSync(file, 'utf8').replace(/<!--.*?-->/gs, '');
  const path = /<localRepository>\s*(.+?)\s*<\/localRepository>/.exec(settings)?.[1];
  return path?.replaceAll('${user.home}', home(env));
}

const cacheFolder = (env: Environment): string => join(env['XDG_CACHE_HOME'] || join(home(env), '.cache'), 'hazelrx');
const fileName = ({ name, version }: Artifact): string => `${name}-${version}.jar`;
const home = (env: Environment): string => env['HOME'] || homedir();
