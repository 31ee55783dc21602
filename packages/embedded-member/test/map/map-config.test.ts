import { describe, expect, it } from 'vitest';
import type { MemberConfig } from '../../src/index.js';
import { mapConfig } from '../../src/map/map-config.js';

const config: MemberConfig = {
  map: {
    default: { 'backup-count': 2 },
    'orders*': { 'time-to-live-seconds': 1 },
    'orders-2*': { 'time-to-live-seconds': 2 },
    '*-idle': { 'max-idle-seconds': 3 },
    'a*z': { 'max-idle-seconds': 4 },
    'orders-24': { 'per-entry-stats-enabled': true },
  },
};
const defaults = {
  'backup-count': 1,
  'async-backup-count': 0,
  'time-to-live-seconds': 0,
  'max-idle-seconds': 0,
  'per-entry-stats-enabled': false,
  'event-journal': { enabled: false },
};

describe('mapConfig', () => {
  it.each([
    ['orders', { 'time-to-live-seconds': 1 }],
    ['orders-1', { 'time-to-live-seconds': 1 }],
    ['orders-25', { 'time-to-live-seconds': 2 }],
    ['orders-24', { 'per-entry-stats-enabled': true }],
    ['is-idle', { 'max-idle-seconds': 3 }],
    ['az', { 'max-idle-seconds': 4 }],
    ['abcz', { 'max-idle-seconds': 4 }],
    ['a', { 'backup-count': 2 }],
    ['order', { 'backup-count': 2 }],
    ['my-orders', { 'backup-count': 2 }],
    ['default', { 'backup-count': 2 }],
    ['', { 'backup-count': 2 }],
  ])('has for %j the settings of its name, else of the longest pattern, else of default: %j', (name, settings) => {
    expect(mapConfig(config, name)).toEqual({ ...defaults, ...settings });
  });

  it('does not take the end of a name for its beginning as well', () => {
    expect(mapConfig({ map: { 'aba*aba': { 'backup-count': 3 } } }, 'aba')).toEqual(defaults);
    expect(mapConfig({ map: { 'aba*aba': { 'backup-count': 3 } } }, 'abaaba')['backup-count']).toBe(3);
  });

  it('is that of Hazelcast where nothing is configured', () => {
    expect(mapConfig({}, 'm')).toEqual(defaults);
    expect(mapConfig({ map: {} }, 'm')).toEqual(defaults);
  });
});
