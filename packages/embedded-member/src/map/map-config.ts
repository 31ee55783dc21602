import type { MapConfig, MemberConfig } from '../options.js';

const DEFAULTS: Required<MapConfig> = {
  'backup-count': 1,
  'async-backup-count': 0,
  'time-to-live-seconds': 0,
  'max-idle-seconds': 0,
  'per-entry-stats-enabled': false,
};

/** The settings of a map: those of its name, else of the longest pattern that matches, else of `default`. */
export function mapConfig({ map = {} }: MemberConfig, name: string): Required<MapConfig> {
  const matches = (pattern: string): boolean => {
    const [head = '', tail] = pattern.split('*');
    if (tail === undefined) return pattern === name;
    return name.length >= pattern.length - 1 && name.startsWith(head) && name.endsWith(tail);
  };
  const [best = 'default'] = Object.keys(map)
    .filter(matches)
    .sort((one, other) => Number(other === name) - Number(one === name) || other.length - one.length);
  return { ...DEFAULTS, ...map[best] };
}

/** Copies of a map besides the owner's, sync and async ones. */
const MOST_BACKUPS = 6;

/** Throws a `RangeError` for settings that no member takes. */
export function checkMapConfig(name: string, settings: MapConfig): void {
  const { 'backup-count': sync, 'async-backup-count': async } = { ...DEFAULTS, ...settings };
  const counted = Object.entries({ ...DEFAULTS, ...settings }).filter(([setting]) => /-(count|seconds)$/.test(setting));
  for (const [setting, value] of counted)
    if (!Number.isInteger(value) || (value as number) < 0)
      throw new RangeError(`${setting} of map '${name}' must be a whole number from 0, not ${String(value)}`);
  if (sync + async > MOST_BACKUPS)
    throw new RangeError(`map '${name}' must have at most ${MOST_BACKUPS} backups, not ${sync + async}`);
}
