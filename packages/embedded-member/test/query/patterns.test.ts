import { describe, expect, it } from 'vitest';
import { ilike, like, regex } from '../../src/query/patterns.js';

describe('like', () => {
  it.each([
    ['%', '', true],
    ['a%', 'a\nb', true],
    ['a%', 'ba', false],
    ['a_c', 'abc', true],
    ['a_c', 'ac', false],
    ['a\\%b', 'a%b', true],
    ['a\\%b', 'axb', false],
    ['a\\_b', 'a_b', true],
    ['a\\b', 'a\\b', true],
    ['a\\\\b', 'a\\b', false],
    ['(a.b)*[c]-{d}', '(a.b)*[c]-{d}', true],
    ['A%', 'abc', false],
  ])('%j of %j: %j', (pattern, text, expected) => {
    expect(like(pattern)(text)).toBe(expected);
  });
});

describe('ilike', () => {
  it('takes no notice of case, in any language', () => {
    expect(ilike('É%')('éa')).toBe(true);
    expect(ilike('a-b')('A-B')).toBe(true);
  });
});

describe('regex', () => {
  it.each([
    ['a|b', 'b', true],
    ['a', 'ab', false],
    ['(?i)AB', 'ab', true],
    ['\\Qa.b\\E+', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\p{Alpha}+', 'ab', true],
    ['[\\p{Digit}x]+', '1x2', true],
    ['[^\\p{Punct}]', '!', false],
    ['a\\-b', 'a-b', true],
    ['.', '\n', false],
    ['(?s).', '\n', true],
  ])('%j of %j: %j', (pattern, text, expected) => {
    expect(regex(pattern)(text)).toBe(expected);
  });

  it.each(['a++', '(?>a)', '[a-z&&[b]]', '\\p{IsGreek}x', 'a\\z', '(?x)a b'])(
    'refuses %s, which JavaScript has not',
    pattern => {
      expect(() => regex(pattern)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OPERATION' }));
    },
  );

  it('refuses what is no regular expression, with the class that Java has for it', () => {
    const className = 'java.util.regex.PatternSyntaxException';
    expect(() => regex('(')).toThrow(expect.objectContaining({ code: 'UNDEFINED', className }));
  });
});
