/** The tests that may be skipped under CI, from lines "- `full test name`: reason" of docs/skips.md. */
export function allowedSkips(markdown) {
  const lines = markdown.matchAll(/^- `(.+)`: *\S/gm);
  return new Set(Array.from(lines, ([, name]) => name));
}

/** One line for each reason that tests were skipped for, with how many they were. */
export function skipReasons(skipped) {
  const counts = new Map();
  for (const { note = 'no reason given' } of skipped) counts.set(note, (counts.get(note) ?? 0) + 1);
  return Array.from(counts, ([note, count]) => `skipped ${count}: ${note}`);
}
