import { describe, expect, it } from 'vitest';
import { Data, type JournalMapEvent, Serialization } from '../../src/index.js';

/** As a member of 5.7 sends it: `c` was added as the Integer 2. */
const ADDED =
  '00000000fffffffe01fffffffc00000084000000010000000d00000000fffffff500000001630000000c00000000fffffff900000002ffffffff00';

describe('an event of a journal', () => {
  const serialization = new Serialization();
  const read = (hex: string): JournalMapEvent =>
    serialization.toObject(new Data(Uint8Array.from(Buffer.from(hex, 'hex')))) as JournalMapEvent;

  it('is read as members of 5.7 write it', () => {
    const { eventType, key, newValue, oldValue, lostEvents } = read(ADDED);
    expect({ eventType, oldValue, lostEvents }).toEqual({ eventType: 1, oldValue: null, lostEvents: false });
    expect([key, newValue].map(data => serialization.toObject(data!))).toEqual(['c', 2]);
  });

  it('is read as older members write it', () => {
    const event = read(ADDED.slice(0, -2));
    expect(event.lostEvents).toBeUndefined();
    expect(event.newValue).toEqual(read(ADDED).newValue);
  });

  it.each([ADDED, ADDED.slice(0, -2)])('is written as it was read', hex => {
    expect(Buffer.from(serialization.toData(read(hex)).bytes).toString('hex')).toBe(hex);
  });

  it('is nothing that a factory of the application may make', () => {
    const factory = () => read(ADDED);
    expect(() => new Serialization({ dataSerializableFactories: { [-4]: factory } })).toThrow(/is taken/);
  });
});
