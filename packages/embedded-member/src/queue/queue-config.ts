import { checkCounts, settingsOf } from '../named-settings.js';
import type { MemberConfig, QueueConfig } from '../options.js';

const DEFAULTS: Required<QueueConfig> = { 'max-size': 0, 'backup-count': 1, 'async-backup-count': 0 };

export function queueConfig({ queue = {} }: MemberConfig, name: string): Required<QueueConfig> {
  return { ...DEFAULTS, ...settingsOf(queue, name) };
}

/** Throws a `RangeError` for settings that no member takes. */
export function checkQueueConfig(name: string, settings: QueueConfig): void {
  checkCounts(`queue '${name}'`, { ...DEFAULTS, ...settings });
}
