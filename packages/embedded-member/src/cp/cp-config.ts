// Settings of the CP subsystem.
import { settingsOf } from 'hazelrx/internal';
import type { ClusterOptions, CpLockConfig, CpSemaphoreConfig, CpSubsystemConfig, MemberConfig } from '../options.js';

type Numbers = Omit<Required<CpSubsystemConfig>, 'locks' | 'semaphores'>;

/** The fewest that outlive the loss of one. */
const FEWEST_CP_MEMBERS = 3;

const DEFAULTS: Numbers = {
  'cp-member-count': 0,
  'session-time-to-live-seconds': 300,
  'session-heartbeat-interval-seconds': 5,
};

export function cpConfig({ 'cp-subsystem': settings = {} }: MemberConfig): Numbers {
  return { ...DEFAULTS, ...settings };
}

/** The options, with the number of CP members: where nobody says it, three, if so many members are started. */
export function withCpMembers(options: ClusterOptions): ClusterOptions {
  const { config = {}, members = 1 } = options;
  const count = members < FEWEST_CP_MEMBERS ? 0 : FEWEST_CP_MEMBERS;
  return { ...options, config: { ...config, 'cp-subsystem': { 'cp-member-count': count, ...config['cp-subsystem'] } } };
}

/** What stands before the `@` of a group: by this members look for settings. */
function objectOf(name: string): string {
  return name.split('@')[0]!.trim();
}

/** How often one thread may hold a lock; 0 for as often as it likes. */
export function acquireLimit({ 'cp-subsystem': { locks = {} } = {} }: MemberConfig, name: string): number {
  return settingsOf(locks, objectOf(name))?.['lock-acquire-limit'] ?? 0;
}

/** `name`: with or without its group. */
export function semaphoreConfig(
  { 'cp-subsystem': { semaphores = {} } = {} }: MemberConfig,
  name: string,
): Required<CpSemaphoreConfig> {
  return { 'jdk-compatible': false, 'initial-permits': 0, ...settingsOf(semaphores, objectOf(name)) };
}

/** Throws a `RangeError` for settings that no member takes. */
export function checkCpConfig(config: CpSubsystemConfig = {}): void {
  const { locks = {}, semaphores = {}, ...numbers } = config;
  for (const [setting, value] of Object.entries({ ...DEFAULTS, ...numbers }))
    refuseNumber(`${setting} of cp-subsystem`, value, setting === 'cp-member-count' ? 0 : 1);
  const { 'cp-member-count': count = 0 } = numbers;
  if (count > 0 && count < FEWEST_CP_MEMBERS)
    throw new RangeError(`cp-member-count of cp-subsystem must be 0, or at least ${FEWEST_CP_MEMBERS}, not ${count}`);
  for (const [name, { 'lock-acquire-limit': limit = 0 }] of Object.entries<CpLockConfig>(locks))
    refuseNumber(`lock-acquire-limit of CP lock '${name}'`, limit, 0);
  for (const [name, { 'initial-permits': permits = 0 }] of Object.entries<CpSemaphoreConfig>(semaphores))
    refuseNumber(`initial-permits of CP semaphore '${name}'`, permits, 0);
}

function refuseNumber(what: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${what} must be a whole number from ${least}, not ${value}`);
}
