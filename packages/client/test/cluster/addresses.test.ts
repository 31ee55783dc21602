import { describe, expect, it } from 'vitest';
import { parseAddresses } from '../../src/cluster/addresses.js';

const at = (host: string, ...ports: number[]) => ports.map(port => ({ host, port }));

describe('parseAddresses', () => {
  it('takes host and port as they are', () => {
    expect(parseAddresses(['hz.example.org:6000', '10.0.0.7:1'])).toEqual({
      primary: [...at('hz.example.org', 6000), ...at('10.0.0.7', 1)],
      secondary: [],
    });
  });

  it('tries the default ports where none is named, the first of them before all others', () => {
    expect(parseAddresses(['one', 'two', 'three:9'])).toEqual({
      primary: [...at('one', 5701), ...at('two', 5701), ...at('three', 9)],
      secondary: [...at('one', 5702, 5703), ...at('two', 5702, 5703)],
    });
  });

  it('looks through a range of ports', () => {
    expect(parseAddresses(['one:5710-5712', '[::1]:1-2'])).toEqual({
      primary: [...at('one', 5710), ...at('::1', 1)],
      secondary: [...at('one', 5711, 5712), ...at('::1', 2)],
    });
  });

  it.each([
    ['[::1]:5710', at('::1', 5710)],
    ['[fe80::1%eth0]:5710', at('fe80::1%eth0', 5710)],
    ['[2001:db8::1]', at('2001:db8::1', 5701)],
    ['2001:db8::1', at('2001:db8::1', 5701)],
    ['::1', at('::1', 5701)],
    ['::ffff:10.0.0.1', at('::ffff:10.0.0.1', 5701)],
    ['  spaced:5701  ', at('spaced', 5701)],
    ['port:65535', at('port', 65_535)],
  ])('reads %s', (text, primary) => {
    expect(parseAddresses([text]).primary).toEqual(primary);
  });

  it.each([
    '',
    ' ',
    ':5701',
    'host:',
    'host:0',
    'host:65536',
    'host:57x',
    'a b',
    '[::1',
    '[]:5701',
    'host:1:2',
    'h:-1',
    'h:5703-5701',
    'h:5701-',
    'h:1-65535',
  ])("refuses '%s' with the text in the message", text => {
    expect(() => parseAddresses(['fine', text])).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining(`'${text.trim()}'`) }),
    );
  });

  it('has nothing to try where nothing is named', () => {
    expect(parseAddresses([])).toEqual({ primary: [], secondary: [] });
  });
});
