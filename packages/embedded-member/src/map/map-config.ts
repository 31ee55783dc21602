import { settingsOf } from 'hazelrx/internal';
import { checkCounts } from '../check-counts.js';
import { checkJournal, NO_JOURNAL } from '../journal/journal-config.js';
import type { MapConfig, MemberConfig } from '../options.js';

const DEFAULTS: Required<MapConfig> = {
  'backup-count': 1,
  'async-backup-count': 0,
  'time-to-live-seconds': 0,
  'max-idle-seconds': 0,
  'per-entry-stats-enabled': false,
  'event-journal': NO_JOURNAL,
};

export function mapConfig({ map = {} }: MemberConfig, name: string): Required<MapConfig> {
  return { ...DEFAULTS, ...settingsOf(map, name) };
}

/** Throws a `RangeError` for settings that no member takes. */
export function checkMapConfig(name: string, settings: MapConfig): void {
  checkCounts(`map '${name}'`, { ...DEFAULTS, ...settings });
  checkJournal(name, settings);
}
