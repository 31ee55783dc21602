import Long from 'long';
import { describe, expect, it } from 'vitest';
import { cardinalityHash, Data } from '../../src/index.js';

function blob(hex: string): Data {
  return new Data(Uint8Array.from(hex.match(/../g)!, byte => Number.parseInt(byte, 16)));
}

/** A blob with a body of `length` bytes, whatever they mean; half of them have their sign bit set. */
function blobOf(length: number): Data {
  const bytes = new Uint8Array(8 + length);
  for (let i = 0; i < length; i++) bytes[8 + i] = i * 37 + 200;
  return new Data(bytes);
}

describe('the hash of a value that is counted', () => {
  // What Data.hash64 of Hazelcast 5.7.0 says of the same blobs.
  it.each([
    ['an empty String', '00000000fffffff500000000', '8884473748190128367'],
    ['a', '00000000fffffff50000000161', '-4054634404592870240'],
    ['hazelrx', '00000000fffffff50000000768617a656c7278', '-653458020649579368'],
    [
      'more than a block',
      '00000000fffffff500000023303132333435363738396162636465663031323334353637383961626364656658595a',
      '3588333040101492613',
    ],
    ['bytes with a sign', '00000000fffffff500000009c3a4c3b6c3bce282ac', '-429060011752551463'],
    ['a Double', '00000000fffffff63ff8000000000000', '2192702127645946357'],
    ['a Long', '00000000fffffff8000000000000002a', '3515222656655889728'],
    ['a Boolean', '00000000fffffffc01', '-6036743449617995163'],
  ])('is that of a member: %s', (_, hex, hash) => {
    expect(cardinalityHash(blob(hex)).toString()).toBe(hash);
  });

  it.each([
    [0, '9168145165656307917'],
    [1, '-6998650154156226625'],
    [7, '6004813657548831885'],
    [8, '4470276714594261519'],
    [9, '-1688591742072605085'],
    [15, '-4841641911170009823'],
    [16, '6455350880232573656'],
    [17, '6675712353359330804'],
    [31, '6752516807311685560'],
    [32, '-5474963661049243283'],
    [34, '2609144429439226709'],
  ])('is that of a member for %i bytes', (length, hash) => {
    expect(cardinalityHash(blobOf(length)).toString()).toBe(hash);
  });

  it('does not depend on the partition hash that a blob brings along', () => {
    const own = blob('00000000fffffff50000000161');
    const placed = blob('01020304fffffff50000000161');
    expect(cardinalityHash(placed)).toEqual(cardinalityHash(own));
    expect(cardinalityHash(own)).toBeInstanceOf(Long);
  });
});
