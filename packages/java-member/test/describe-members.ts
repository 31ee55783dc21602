import { describe } from 'vitest';
import type { Edition } from '../src/artifacts.js';
import { findMissingTool } from '../src/index.js';

/** `describe` on real members. Without Java or Maven it skips and says what to install; in CI the suite fails instead. */
export function describeMembers(edition: Partial<Edition> = {}): typeof describe | typeof describe.skip {
  const missing = process.env['CI'] ? undefined : findMissingTool(edition);
  if (missing === undefined) return describe;
  process.stderr.write(`Skipped: ${missing}\n`);
  return describe.skip;
}
