import { Reader, UnknownSchemaError } from '@hazelrx/protocol';
import Long from 'long';
import { finalize, NEVER, Observable, type Subscriber } from 'rxjs';
import { expect, it } from 'vitest';
import { EventOrder, type EventReceiver } from '../../src/connection/event-order.js';
import { HazelcastError } from '../../src/errors.js';

/** Reads messages of one byte; one that is among `lacking` cannot be read. */
function receiver(order: EventOrder, lacking: ReadonlySet<number>, failed: (self: EventReceiver) => void) {
  const read: number[] = [];
  const take = (message: Uint8Array): void => {
    const reader = Reader.over(message);
    reader.bytes = message;
    if (order.keeps(self, reader)) return;
    if (lacking.has(message[0]!)) order.wait(self, reader, new UnknownSchemaError(Long.fromNumber(message[0]!)));
    else read.push(message[0]!);
  };
  const self = { again: take, unreadable: () => failed(self), read, take };
  return self;
}

it('waits for one schema at a time, also where a receiver leaves because it cannot be had', () => {
  const lacking = new Set([1, 2]);
  const fetches: Subscriber<never>[] = [];
  let under = 0;
  const order = new EventOrder(
    () =>
      new Observable<never>(subscriber => {
        under++;
        fetches.push(subscriber);
        return NEVER.pipe(finalize(() => under--)).subscribe();
      }),
  );
  const leaving = receiver(order, lacking, self => order.leave(self));
  const staying = receiver(order, lacking, () => expect.fail('its schema comes'));
  leaving.take(Uint8Array.of(1));
  leaving.take(Uint8Array.of(3));
  staying.take(Uint8Array.of(2));
  staying.take(Uint8Array.of(4));
  fetches[0]!.error(new HazelcastError('UNDEFINED', 'no'));
  expect([fetches.length, under]).toEqual([2, 1]);
  lacking.clear();
  fetches[1]!.complete();
  expect([leaving.read, staying.read, under]).toEqual([[], [2, 4], 0]);
});
