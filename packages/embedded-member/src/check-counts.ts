import { type BackupCounts, backupsOf } from './partition-stores.js';

/** Copies of a structure besides the owner's, sync and async ones. */
const MOST_BACKUPS = 6;

/** Throws a `RangeError` for counts that no member takes. `what`: the structure, as in "map 'orders'". */
export function checkCounts(what: string, settings: BackupCounts): void {
  for (const [setting, value] of Object.entries(settings))
    if (/-(count|seconds|size)$/.test(setting) && !(Number.isInteger(value) && (value as number) >= 0))
      throw new RangeError(`${setting} of ${what} must be a whole number from 0, not ${String(value)}`);
  const backups = backupsOf(settings);
  if (backups > MOST_BACKUPS) throw new RangeError(`${what} must have at most ${MOST_BACKUPS} backups, not ${backups}`);
}
