import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import * as operations from '../src/operations/index.js';

/** Grows only with what every row needs: the fields, the plan, `Long`. */
const MOST_BYTES = 17_000;

const names = Object.values<object>(operations).flatMap(value => ('name' in value ? [String(value.name)] : []));
const typeNames = Object.values<object>(operations).flatMap(value =>
  'typeName' in value ? [String(value.typeName)] : [],
);

describe('a bundle of one row', () => {
  it('has no byte of another row or type, and nothing of Node', async () => {
    const text = await bundleOf("import { mapGet } from '@hazelrx/protocol/operations'; globalThis.row = mapGet;");
    expect(found(names, text)).toEqual(['Map.get']);
    expect(found(typeNames, text)).toEqual([]);
    expect(text).not.toContain('node:');
    expect(text.length).toBeLessThan(MOST_BYTES);
  });

  it('has the types of its fields, and the row that ends it', async () => {
    const text = await bundleOf(
      "import { mapAddIndex, queueAddListener } from '@hazelrx/protocol/operations';" +
        'globalThis.rows = [mapAddIndex, queueAddListener];',
    );
    expect(found(names, text)).toEqual(['Map.addIndex', 'Queue.addListener', 'Queue.removeListener']);
    expect(found(typeNames, text)).toEqual([
      'BTreeIndexConfig',
      'BitmapIndexOptions',
      'Capacity',
      'IndexConfig',
      'MemoryTierConfig',
    ]);
  });

  it('has nothing when nothing is used', async () => {
    expect(await bundleOf("import * as all from '@hazelrx/protocol/operations'; globalThis.x = 1;")).toHaveLength(16);
  });
});

async function bundleOf(contents: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    conditions: ['source'],
    mainFields: ['module', 'main'],
    platform: 'neutral',
    format: 'esm',
    bundle: true,
    minify: true,
    treeShaking: true,
    write: false,
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]!.text;
}

/** The names that stand in the text as strings. */
function found(candidates: readonly string[], text: string): string[] {
  return candidates.filter(name => text.includes(`"${name}"`)).toSorted();
}
