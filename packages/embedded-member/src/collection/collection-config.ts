import { settingsOf } from 'hazelrx/internal';
import { checkCounts } from '../check-counts.js';
import type { CollectionConfig } from '../options.js';

const DEFAULTS: Required<CollectionConfig> = { 'max-size': 0, 'backup-count': 1, 'async-backup-count': 0 };

type Settings = Readonly<Record<string, CollectionConfig>>;

/** The settings of one of the queues, sets or lists. */
export function collectionConfig(all: Settings = {}, name: string): Required<CollectionConfig> {
  return { ...DEFAULTS, ...settingsOf(all, name) };
}

/** Throws a `RangeError` for settings that no member takes. `kind`: "queue", "set" or "list". */
export function checkCollectionConfigs(kind: string, all: Settings = {}): void {
  for (const [name, settings] of Object.entries(all)) checkCounts(`${kind} '${name}'`, { ...DEFAULTS, ...settings });
}
