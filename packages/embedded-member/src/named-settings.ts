/** The settings for a name: those of the name, else of the longest pattern that matches, else of `default`. */
export function settingsOf<T>(all: Readonly<Record<string, T>>, name: string): T | undefined {
  const matches = (pattern: string): boolean => {
    const [head = '', tail] = pattern.split('*');
    if (tail === undefined) return pattern === name;
    return name.length >= pattern.length - 1 && name.startsWith(head) && name.endsWith(tail);
  };
  const [best = 'default'] = Object.keys(all)
    .filter(matches)
    .sort((one, other) => Number(other === name) - Number(one === name) || other.length - one.length);
  return all[best];
}

/** Copies of a structure besides the owner's, sync and async ones. */
const MOST_BACKUPS = 6;

interface Counts {
  readonly 'backup-count': number;
  readonly 'async-backup-count': number;
}

/** Throws a `RangeError` for counts that no member takes. `what`: the structure, as in "map 'orders'". */
export function checkCounts(what: string, settings: Counts): void {
  for (const [setting, value] of Object.entries(settings))
    if (/-(count|seconds|size)$/.test(setting) && !(Number.isInteger(value) && (value as number) >= 0))
      throw new RangeError(`${setting} of ${what} must be a whole number from 0, not ${String(value)}`);
  const backups = settings['backup-count'] + settings['async-backup-count'];
  if (backups > MOST_BACKUPS) throw new RangeError(`${what} must have at most ${MOST_BACKUPS} backups, not ${backups}`);
}
