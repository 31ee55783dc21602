// What this client does with streams of its own, in place of one request after the other.
import type { HazelcastClient, HazelcastQueue, Ringbuffer, RingbufferRecord } from 'hazelrx';
import { firstValueFrom, from, ignoreElements, lastValueFrom, type Observable, of, take, tap } from 'rxjs';
import { QUEUE, RECORDS, RELIABLE_TOPIC, RELIABLE_TOPIC_RINGBUFFER, RINGBUFFER, TOPIC } from '../collections.js';
import { LOOK_EVERY, type Run, type Runner } from '../contestant.js';
import { checkLength, MANY_MAP, MAP } from '../entries.js';
import { checkRows, type Row, statementOf, statements } from '../sql-rows.js';
import type { Heard, Request } from '../works.js';
import { follow } from './hazelrx-queries.js';

export type Streamed = Extract<Request, 'iterate' | 'ringbuffer' | 'consume' | 'sql'>;

export function streamed(client: HazelcastClient, request: Streamed): Runner {
  switch (request) {
    case 'iterate':
      return run => iterate(client.getMap<string, string>(MANY_MAP).entries(), run);
    case 'ringbuffer':
      return run => readRecords(client.getRingbuffer(RINGBUFFER), run);
    case 'consume':
      return run => consume(client.getQueue(QUEUE), run);
    case 'sql':
      return run => query(client, run);
  }
}

/** The first entries of the map, as many as there are operations. */
async function iterate(entries: Observable<unknown>, { operations, look }: Run): Promise<void> {
  let count = 0;
  const entry = (): void => {
    if (++count % LOOK_EVERY === 0) look?.();
  };
  await lastValueFrom(entries.pipe(take(operations), tap(entry)));
  if (count !== operations) throw new Error(`${count} entries of ${operations}`);
}

/** From the oldest on, again and again. */
async function readRecords(ringbuffer: Ringbuffer<string>, { operations }: Run): Promise<void> {
  let length = 0;
  for (let left = operations; left > 0; left -= RECORDS) {
    length += await lengthOfFirst(ringbuffer.stream({ from: 'oldest' }), Math.min(left, RECORDS));
  }
  checkLength(length, operations);
}

function lengthOfFirst(records$: Observable<RingbufferRecord<string>>, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let read = 0;
    let length = 0;
    const reading = records$.subscribe({
      next: ({ value }) => {
        length += value.length;
        if (++read < count) return;
        reading.unsubscribe();
        resolve(length);
      },
      error: reject,
    });
  });
}

/** One consumer, with all that it takes to become one. */
async function consume(queue: HazelcastQueue<string>, { operations, inFlight }: Run): Promise<void> {
  let length = 0;
  const work = (item: string): Observable<number> => of(item.length);
  const done$ = queue.consume(work, { concurrency: inFlight }).pipe(take(operations));
  await lastValueFrom(done$.pipe(tap(characters => (length += characters))));
  checkLength(length, operations);
}

/** One statement after the other. */
async function query(client: HazelcastClient, { operations }: Run): Promise<void> {
  for (const rows of statements(operations)) {
    let length = 0;
    const rows$ = client.sql.query<Row>(statementOf(rows));
    await lastValueFrom(rows$.pipe(tap(({ t }) => (length += t.length))));
    checkRows(length, rows);
  }
}

/** What is listened to ends with the client. */
export async function listen(
  client: HazelcastClient,
  heard: Heard,
  onEvent: () => void,
  waiting: number,
): Promise<void> {
  switch (heard) {
    case 'events': {
      const types = ['added', 'updated'] as const;
      return whenListening(client.getMap(MAP).events({ includeValue: true, types, signals: true }), onEvent);
    }
    case 'topic':
      return whenListening(client.getTopic<string>(TOPIC).messages({ signals: true }), onEvent);
    case 'messages': {
      const tail = await firstValueFrom(client.getRingbuffer(RELIABLE_TOPIC_RINGBUFFER).tailSequence());
      client
        .getReliableTopic(RELIABLE_TOPIC)
        .messages({ from: tail.add(1) })
        .subscribe(onEvent);
      return;
    }
    case 'live':
      return follow(client, onEvent);
    case 'offerBeside':
      return waitFor(client.getQueue(QUEUE), onEvent, waiting);
  }
}

function whenListening(stream$: Observable<object>, onEvent: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream$.subscribe({
      next: item => ('type' in item && item.type === 'listening' ? resolve() : onEvent()),
      error: reject,
    });
  });
}

/** So many consumers, each with one handler. Resolves when each of them has had an item. */
async function waitFor(queue: HazelcastQueue<string>, onItem: () => void, consumers: number): Promise<void> {
  let held = 0;
  let allHeld = (): void => {};
  const all = new Promise<void>(resolve => (allHeld = resolve));
  const handler = (): Observable<never> => {
    if (held === consumers) onItem();
    else if (++held === consumers) allHeld();
    return from(all).pipe(ignoreElements());
  };
  for (let n = 0; n < consumers; n++) queue.consume(handler).subscribe();
  await firstValueFrom(queue.addAll(Array.from({ length: consumers }, (_, n) => `for ${n}`)));
  await all;
}
