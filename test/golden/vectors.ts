import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const shared = new URL('../../../shared/', import.meta.url);

/** A suite that reads vectors: without them it fails under CI and is skipped elsewhere. Read them inside its tests. */
export function describeVectors(name: string, tests: () => void): void {
  describeShared('vectors', name, tests);
}

/** The same for a suite that reads the definitions of the protocol. */
export function describeDefinitions(name: string, tests: () => void): void {
  describeShared('protocol', name, tests);
}

export function readVectors(path: string): Buffer {
  return readFileSync(new URL(`vectors/${path}`, shared));
}

export function readJson(path: string): unknown {
  return JSON.parse(readVectors(path).toString('utf8'));
}

export function readDefinitions(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`protocol/${file}`, shared), 'utf8'));
}

export function pathOfVectors(folder: string): string {
  return fileURLToPath(new URL(`vectors/${folder}`, shared));
}

function describeShared(folder: string, name: string, tests: () => void): void {
  const url = new URL(`${folder}/`, shared);
  const present = existsSync(url);
  if (!present && process.env['CI']) throw new Error(`${name} needs ${url.pathname}`);
  const why = present ? '' : ` (skipped: there is no ../shared/${folder} beside the repository)`;
  describe.skipIf(!present)(`${name}${why}`, tests);
}
