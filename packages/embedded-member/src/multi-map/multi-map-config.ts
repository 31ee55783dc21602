import { settingsOf } from 'hazelrx/internal';
import { checkCounts } from '../check-counts.js';
import type { MemberConfig, MultiMapConfig } from '../options.js';

const DEFAULTS: Required<MultiMapConfig> = {
  'backup-count': 1,
  'async-backup-count': 0,
  'value-collection-type': 'SET',
};

export function multiMapConfig({ multimap = {} }: MemberConfig, name: string): Required<MultiMapConfig> {
  return { ...DEFAULTS, ...settingsOf(multimap, name) };
}

/** Throws a `RangeError` for settings that no member takes. */
export function checkMultiMapConfig(name: string, settings: MultiMapConfig): void {
  const all: Required<MultiMapConfig> = { ...DEFAULTS, ...settings };
  const { 'value-collection-type': collection } = all;
  if (collection !== 'SET' && collection !== 'LIST')
    throw new RangeError(`value-collection-type of multimap '${name}' must be SET or LIST, not ${String(collection)}`);
  checkCounts(`multimap '${name}'`, all);
}
