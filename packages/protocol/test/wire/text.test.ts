import { describe, expect, it } from 'vitest';
import { NearbyTexts } from '../../src/wire/text.js';

describe('texts that stand close together', () => {
  /** Short and long ones, ASCII and not, more than there is in one look at the bytes, in bytes that have no text between. */
  const texts = Array.from(
    { length: 1000 },
    (_, n) => [`${n}`, '', 'ä€𝄞', 'twelve chars', `${n} thirteen chars`, '\u007f\u0000'][n % 6]!,
  );
  const parts = texts.flatMap(text => [Buffer.of(0xff, 0x80), Buffer.from(text)]);
  const source = Buffer.concat(parts);
  const places: [start: number, end: number][] = [];
  let at = 0;
  for (const { length } of parts) {
    places.push([at, at + length]);
    at += length;
  }
  const ofTexts = places.filter((_, i) => i % 2 === 1);

  it('are read as they were written', () => {
    const nearby = new NearbyTexts(source);
    expect(ofTexts.map(([start, end]) => nearby.read(start, end))).toEqual(texts);
    // From the beginning again.
    expect(ofTexts.map(([start, end]) => nearby.read(start, end))).toEqual(texts);
  });
});
