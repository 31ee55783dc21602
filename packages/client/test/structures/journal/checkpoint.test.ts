import Long from 'long';
import { describe, expect, it } from 'vitest';
import { beginning, notResumable, placeOf, resumed } from '../../../src/structures/journal/checkpoint.js';
import { JournalItem } from '../../../src/structures/journal/journal-item.js';
import { JournalPlaces, SeenRoom } from '../../../src/structures/journal/journal-places.js';

describe('a checkpoint', () => {
  const record = (sequence: number, trace: number) => ({
    sequence: Long.fromNumber(sequence),
    value: new JournalItem(trace, undefined),
  });

  it('is where each partition was handed on, and survives JSON', () => {
    const [unread, read] = [beginning('latest'), beginning('oldest')];
    unread.page(Long.fromNumber(7));
    read.keep([record(3, -5), record(4, 99)]);
    read.page(Long.fromNumber(5));
    const places = new JournalPlaces('orders');
    places.reached(0, unread);
    places.reached(1, read);
    const { checkpoint } = places;
    places.reached(0, read);
    expect(JSON.parse(JSON.stringify(checkpoint))).toEqual({ map: 'orders', places: [[7], [5, 4, 99]] });
  });

  it('is what a reader begins with, in doubt whether the last event is still there', () => {
    const position = resumed([5, 4, 99]);
    expect(placeOf(position)).toEqual([5, 4, 99]);
    expect(position.keeper).toBe(position);
    expect(resumed([0]).kept).toEqual([]);
  });

  it.each([
    [{ map: 'orders', places: [[1], [2, 1, -7]] }, undefined],
    [{ map: 'others', places: [[1], [2]] }, /one of map 'others'/],
    [{ map: 'orders', places: [[1]] }, /of 1 partitions, and there are 2/],
    [{ map: 'orders', places: [[1], [-1]] }, /a checkpoint of a journal/],
    [{ map: 'orders', places: [[1], [2, 1]] }, /a checkpoint of a journal/],
    [{ map: 'orders', places: [[1], ['2']] }, /a checkpoint of a journal/],
    [{ map: 'orders', places: Array(2) }, /a checkpoint of a journal/],
    [{ map: 'orders' }, /a checkpoint of a journal/],
    ['newest', /a checkpoint of a journal/],
    [null, /a checkpoint of a journal/],
  ])('of this form is resumed from, or it is told why not: %j', (checkpoint, reason) => {
    const told = notResumable(checkpoint, 'orders', 2);
    if (reason) expect(told).toMatch(reason);
    else expect(told).toBeUndefined();
  });
});

describe('the room of a journal', () => {
  it('is at least what was seen in any partition', () => {
    const room = new SeenRoom();
    const seen = (oldest: number, newest: number) =>
      room.seen(Long.fromNumber(oldest), Long.fromNumber(newest)).toNumber();
    expect([seen(0, -1), seen(10, 14), seen(3, 3)]).toEqual([1, 5, 5]);
  });
});
