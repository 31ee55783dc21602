import { describe, expect, it } from 'vitest';
import { settingsOf } from '../src/named-settings.js';

describe('settings by name', () => {
  const settings = { default: 'd', 'a*': 'short', 'ab*': 'long', '*z': 'end', abc: 'exact' };

  it.each([
    ['abc', 'exact'],
    ['abd', 'long'],
    ['ax', 'short'],
    ['xyz', 'end'],
    ['q', 'd'],
    ['toString', 'd'],
  ])('%s', (name, expected) => {
    expect(settingsOf(settings, name)).toBe(expected);
  });

  it('are none where nothing fits', () => {
    expect(settingsOf({ 'a*a': 1 }, 'a')).toBeUndefined();
    expect(settingsOf({}, 'constructor')).toBeUndefined();
  });
});
