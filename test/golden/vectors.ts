import { existsSync, readFileSync } from 'node:fs';
import { describe } from 'vitest';

const folder = new URL('../../../shared/vectors/', import.meta.url);
const present = existsSync(folder);
const why = present ? '' : ' (skipped: there is no ../shared/vectors beside the repository)';

/** A suite that reads vectors: without them it fails under CI and is skipped elsewhere. Read them inside its tests. */
export function describeVectors(name: string, tests: () => void): void {
  if (!present && process.env['CI']) throw new Error(`${name} needs ${folder.pathname}`);
  describe.skipIf(!present)(`${name}${why}`, tests);
}

export function readVectors(path: string): Buffer {
  return readFileSync(new URL(path, folder));
}

export function readJson(path: string): unknown {
  return JSON.parse(readVectors(path).toString('utf8'));
}
