import { expect, it } from 'vitest';
import { allowedSkips, skipReasons } from '../../scripts/skips.mjs';

it('allows the tests that are listed with a reason', () => {
  const markdown = [
    'Prose with `code`.',
    '- `map > gets`: the member cannot',
    '- `map > puts`:',
    '- map > sets: no code',
  ];
  expect([...allowedSkips(markdown.join('\n'))]).toEqual(['map > gets']);
});

it('counts the skips of each reason', () => {
  const skipped = [{ note: 'install Java 17' }, { note: undefined }, { note: 'install Java 17' }];
  expect(skipReasons(skipped)).toEqual(['skipped 2: install Java 17', 'skipped 1: no reason given']);
});
