import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { artifactsOf, findJar, obtainJars } from '../src/artifacts.js';
import { MissingToolError } from '../src/errors.js';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.js';

const artifact = { name: 'hazelcast', version: '5.7.0' } as const;
const jar = 'hazelcast-5.7.0.jar';
const inRepository = join('com', 'hazelcast', 'hazelcast', '5.7.0', jar);

/** Stands in for Maven: leaves a line in `calls` and "downloads" the jar. */
const maven = `
for argument; do case $argument in
  -DoutputDirectory=*) folder=\${argument#*=};;
  -Dartifact=*) artifact=\${argument#*=};;
esac; done
echo "$artifact" >> "$HOME/calls"
rest=\${artifact#*:}
echo content > "$folder/\${rest%:*}-\${rest#*:}.jar"
`;

let home: TemporaryFolder;
let env: Record<string, string>;
beforeEach(async () => {
  home = await temporaryFolder();
  env = { HOME: home.path, PATH: `${home.path}/bin:/usr/bin:/bin` };
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return () => write.mockRestore();
});

describe('artifactsOf', () => {
  it('adds the SQL engine when asked', () => {
    expect(artifactsOf({ version: '5.7.0', sql: false }).map(({ name }) => name)).toEqual(['hazelcast']);
    expect(artifactsOf({ version: '5.7.0', sql: true }).map(({ name }) => name)).toEqual([
      'hazelcast',
      'hazelcast-sql',
    ]);
  });
});

describe('findJar', () => {
  it('looks in the local Maven repository', async () => {
    expect(findJar(artifact, env)).toBeUndefined();
    const path = await home.write(join('.m2', 'repository', inRepository));
    expect(findJar(artifact, env)).toBe(path);
  });

  it('respects a repository elsewhere', async () => {
    await home.write(
      join('.m2', 'settings.xml'),
      '<settings><!-- <localRepository>/no</localRepository> --><localRepository>${user.home}/mine</localRepository></settings>',
    );
    const mine = await home.write(join('mine', inRepository));
    expect(findJar(artifact, env)).toBe(mine);
    const other = await home.write(join('other', inRepository));
    expect(findJar(artifact, { ...env, MAVEN_OPTS: `-Xmx1g -Dmaven.repo.local=${home.path}/other` })).toBe(other);
  });

  it('looks in the cache', async () => {
    const path = await home.write(join('.cache', 'hazelrx', jar));
    expect(findJar(artifact, env)).toBe(path);
  });
});

describe('obtainJars', () => {
  it('downloads what is missing into the cache, once for all who ask at the same time', async () => {
    await home.program('bin/mvn', maven);
    const edition = { version: '5.7.0', sql: true };
    const [first, second] = await Promise.all([obtainJars(edition, env), obtainJars(edition, env)]);
    expect(first).toEqual([
      join(home.path, '.cache', 'hazelrx', jar),
      join(home.path, '.cache', 'hazelrx', 'hazelcast-sql-5.7.0.jar'),
    ]);
    expect(second).toEqual(first);
    expect(await obtainJars(edition, env)).toEqual(first);
    expect(await readFile(join(home.path, 'calls'), 'utf8')).toBe(
      'com.hazelcast:hazelcast:5.7.0\ncom.hazelcast:hazelcast-sql:5.7.0\n',
    );
  });

  it('says what it downloads', async () => {
    await home.program('bin/mvn', maven);
    await obtainJars({ version: '5.7.0', sql: false }, env);
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('com.hazelcast:hazelcast:5.7.0'));
  });

  it('passes on what Maven says when it fails, leaves nothing behind and may be tried again', async () => {
    await home.program('bin/mvn', 'echo "[ERROR] no such version"; exit 1');
    const edition = { version: '5.7.0', sql: false };
    await expect(obtainJars(edition, env)).rejects.toThrow(
      /could not download com\.hazelcast:hazelcast:5\.7\.0: .*no such version/,
    );
    expect(await readdir(join(home.path, '.cache', 'hazelrx'))).toEqual([]);
    await home.program('bin/mvn', maven);
    expect(await obtainJars(edition, env)).toHaveLength(1);
  });

  it('needs no Maven for what is there already', async () => {
    await home.write(join('.m2', 'repository', inRepository));
    expect(await obtainJars({ version: '5.7.0', sql: false }, { ...env, PATH: '' })).toHaveLength(1);
  });

  it('says that Maven is missing', async () => {
    const attempt = obtainJars({ version: '5.7.0', sql: false }, { ...env, PATH: '' });
    await expect(attempt).rejects.toThrow(MissingToolError);
    await expect(attempt).rejects.toThrow(/install Maven/);
  });
});
