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
