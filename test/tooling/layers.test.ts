import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, expect, it } from 'vitest';
import config from '../../.dependency-cruiser.mjs';

const folders: string[] = [];

afterEach(() => Promise.all(folders.splice(0).map(folder => rm(folder, { recursive: true }))));

it.each([
  ['an upper layer', 'client/src/connection/a.ts', 'client/src/invocation/b.ts', /^client-layers-point-down/],
  ['the composition root', 'client/src/cluster/a.ts', 'client/src/client.ts', /^client-layers-point-down/],
  ['a door', 'client/src/structures/a.ts', 'client/src/index.ts', 'nothing-imports-the-doors'],
  ['a file without a layer', 'client/src/client.ts', 'client/src/helpers/b.ts', 'every-client-file-has-a-layer'],
  [
    'tcp outside the node door',
    'client/src/client.ts',
    'client/src/transport/node/b.ts',
    'node-transports-behind-the-node-door',
  ],
  ['a lower package', 'protocol/src/a.ts', 'client/src/index.ts', 'protocol-imports-only-packages-above'],
  ['the inside of a package', 'java-member/src/a.ts', 'client/src/client.ts', 'packages-meet-at-doors'],
  ['a Node builtin', 'client/src/transport/a.ts', 'node:net', 'node-builtins-behind-the-node-door'],
  ['a Node builtin', 'protocol/src/a.ts', 'node:net', 'protocol-needs-only-long'],
])('refuses to import %s', async (_, from, to, rule) => {
  const rules = await brokenRules(from, to);
  expect(rules).toContainEqual(expect.stringMatching(rule));
});

it('refuses a ring', async () => {
  expect(await brokenRules('protocol/src/a.ts', 'protocol/src/b.ts', 'protocol/src/a.ts')).toContain('no-cycles');
});

it.each([
  ['a lower layer', 'client/src/invocation/a.ts', 'client/src/connection/b.ts'],
  ['its own layer', 'client/src/sql/a.ts', 'client/src/query/b.ts'],
  ['a leaf', 'client/src/transport/a.ts', 'client/src/errors.ts'],
  ['from a door', 'client/src/node.ts', 'client/src/transport/node/tcp.ts'],
  ['the door of a package above', 'java-member/src/a.ts', 'client/src/testing.ts'],
  ['a Node builtin behind the node door', 'client/src/transport/node/tcp.ts', 'node:net'],
])('allows to import %s', async (_, from, to) => {
  expect(await brokenRules(from, to)).toEqual([]);
});

/** The rules that a workspace breaks in which each of `files` imports the next. */
async function brokenRules(...files: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hazelrx-layers-'));
  folders.push(folder);
  for (const [index, file] of files.entries()) {
    const next = files[index + 1];
    if (!file.startsWith('node:') && files.indexOf(file) === index) await writeModule(folder, file, next);
  }
  const { options, ...ruleSet } = config;
  const { output } = await cruise(['packages'], { ...options, baseDir: folder, ruleSet, validate: true });
  return (output as ICruiseResult).summary.violations.map(violation => violation.rule.name);
}

async function writeModule(folder: string, file: string, imported?: string): Promise<void> {
  const path = join(folder, 'packages', file);
  const up = '../'.repeat(file.split('/').length - 1);
  const target = imported?.startsWith('node:') ? imported : `${up}${imported?.replace('.ts', '.js')}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, imported ? `import '${target}';\n` : 'export {};\n');
}
