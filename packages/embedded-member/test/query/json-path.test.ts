import { describe, expect, it } from 'vitest';
import { JsonPart, Several } from '../../src/query/found.js';
import { Floating, Integral } from '../../src/query/java-value.js';
import { atJsonPath } from '../../src/query/json-path.js';
import { parseJson } from '../../src/query/json-text.js';

const json = parseJson(
  '{"n": 1, "d": 1.0, "big": 12345678901234567890, "t": "n\\"1", "o": {"p": [1, null, {"q": true}]}, "x": null, "n1": "2"}',
)!;

describe('atJsonPath', () => {
  it.each([
    ['n', new Integral('Long', 1n)],
    ['d', new Floating('Double', 1)],
    ['big', new Floating('Double', Number('12345678901234567890'))],
    ['t', 'n"1'],
    ['n1', '2'],
    ['x', null],
    ['none', null],
    ['n.x', null],
    ['o.p[0]', new Integral('Long', 1n)],
    ['o.p[2].q', true],
    ['o.p[3]', null],
    ['o[0]', null],
    ['o.p[any]', new Several([new Integral('Long', 1n), null])],
    ['o.p[any].q', new Several([true])],
    ['o.p[any].none', new Several([])],
    ['o[any]', null],
  ])('%s', (path, expected) => {
    expect(atJsonPath(json, path)).toEqual(expected);
  });

  it('finds objects and arrays as such, which equal nothing', () => {
    expect(atJsonPath(json, 'o')).toBeInstanceOf(JsonPart);
    expect(atJsonPath(json, 'o.p')).toBeInstanceOf(JsonPart);
  });

  it('refuses arrays in arrays and paths that are none', () => {
    expect(() => atJsonPath(json, 'o.p[any].q[any]')).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OPERATION' }),
    );
    expect(() => atJsonPath(json, 'o.')).not.toThrow();
    expect(() => atJsonPath(json, '.')).toThrow(expect.objectContaining({ code: 'ILLEGAL_ARGUMENT' }));
  });

  it('knows what is no JSON', () => {
    expect(parseJson('{')).toBeUndefined();
    expect(parseJson('{"a": 1')).toBeUndefined();
  });
});
