import { settingsOf } from 'hazelrx/internal';
import { checkCounts } from '../check-counts.js';
import type { MemberConfig, RingbufferConfig } from '../options.js';

const DEFAULTS: Required<RingbufferConfig> = {
  capacity: 10_000,
  'backup-count': 1,
  'async-backup-count': 0,
  'time-to-live-seconds': 0,
};

export function ringConfig({ ringbuffer = {} }: MemberConfig, name: string): Required<RingbufferConfig> {
  return { ...DEFAULTS, ...settingsOf(ringbuffer, name) };
}

/** Throws a `RangeError` for settings that no member takes. */
export function checkRingConfig(name: string, settings: RingbufferConfig): void {
  const full = { ...DEFAULTS, ...settings };
  checkCounts(`ringbuffer '${name}'`, full);
  if (!Number.isInteger(full.capacity) || full.capacity < 1)
    throw new RangeError(`capacity of ringbuffer '${name}' must be a whole number from 1, not ${full.capacity}`);
}
