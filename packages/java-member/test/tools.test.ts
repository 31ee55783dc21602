import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findMissingTool, MissingToolError, startCluster } from '../src/index.js';
import { findTool, requirePosix, requireTool } from '../src/tools.js';
import { temporaryFolder } from './temporary-folder.js';

describe('findTool', () => {
  it('searches PATH for something executable', async () => {
    const folder = await temporaryFolder();
    await folder.write('first/java');
    const java = await folder.program('second/java', '');
    expect(findTool('java', { PATH: `${folder.path}/first:${folder.path}/second` })).toBe(java);
    expect(findTool('mvn', { PATH: folder.path })).toBeUndefined();
    expect(findTool('java', {})).toBeUndefined();
  });

  it('prefers JAVA_HOME', async () => {
    const folder = await temporaryFolder();
    await folder.program('path/java', '');
    const java = await folder.program('home/bin/java', '');
    expect(findTool('java', { PATH: join(folder.path, 'path'), JAVA_HOME: join(folder.path, 'home') })).toBe(java);
  });
});

describe('without the tools', () => {
  it('says in one sentence what to install', () => {
    expect(() => requireTool('java', {})).toThrow(/^Hazelcast members need Java: install a Java 17 .*\.$/);
    expect(() => requireTool('mvn', {})).toThrow(/^Maven is needed .*: install Maven .*\.$/);
    expect(() => requirePosix('win32')).toThrow(MissingToolError);
  });

  it('does not start a cluster', async () => {
    await expect(startCluster({ env: { PATH: '' } })).rejects.toThrow(MissingToolError);
  });

  it('does not start a cluster that would have to be downloaded', async () => {
    const folder = await temporaryFolder();
    await folder.program('java', '');
    const env = { PATH: folder.path, HOME: folder.path };
    await expect(startCluster({ env })).rejects.toThrow(/install Maven/);
  });
});

describe('findMissingTool', () => {
  it('names Java first, then Maven, and Maven only while something is to be downloaded', async () => {
    const folder = await temporaryFolder();
    const env = { PATH: folder.path, HOME: folder.path };
    expect(findMissingTool({}, env)).toMatch(/install a Java 17/);
    await folder.program('java', '');
    expect(findMissingTool({ version: '5.3.8' }, env)).toMatch(/install Maven/);
    await folder.write('.m2/repository/com/hazelcast/hazelcast/5.3.8/hazelcast-5.3.8.jar');
    expect(findMissingTool({ version: '5.3.8' }, env)).toBeUndefined();
    expect(findMissingTool({ version: '5.3.8', sql: true }, env)).toMatch(/install Maven/);
  });
});
