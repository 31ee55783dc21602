// What has to be a loop around requests where streams would do.
import type { Client } from 'hazelcast-client';
import type Long from 'long';
import { BATCH, QUEUE, RECORDS, RELIABLE_TOPIC, RELIABLE_TOPIC_RINGBUFFER, RINGBUFFER } from '../collections.js';
import { inLanes, type Run } from '../contestant.js';
import { checkLength, MAP } from '../entries.js';
import { checkRows, type Row, statementOf, statements } from '../sql-rows.js';
import { Latencies } from '../latencies.js';
import type { Heard } from '../works.js';
import { follow } from './official-queries.js';

/** From the oldest on, again and again, the next batch once the last was looked at. */
export async function readRecords(client: Client, { operations }: Run): Promise<void> {
  const ringbuffer = await client.getRingbuffer<string>(RINGBUFFER);
  let length = 0;
  for (let left = operations; left > 0; left -= RECORDS) {
    let next: number | Long = await ringbuffer.headSequence();
    for (let read = Math.min(left, RECORDS); read > 0;) {
      const batch = await ringbuffer.readMany(next, 1, Math.min(read, BATCH));
      for (const value of batch) length += value.length;
      read -= batch.getReadCount();
      next = batch.getNextSequenceToReadFrom();
    }
  }
  checkLength(length, operations);
}

/** The nearest to a consumer with handlers: an item is gone when it comes, whatever becomes of it. */
export async function takeAll(client: Client, run: Run): Promise<void> {
  const queue = await client.getQueue<string>(QUEUE);
  let length = 0;
  await inLanes({ ...run, latencies: new Latencies(run.operations) }, async () => {
    const item = await queue.take();
    length += item.length;
  });
  checkLength(length, run.operations);
}

/** One statement after the other. */
export async function selectAll(client: Client, { operations }: Run): Promise<void> {
  for (const rows of statements(operations)) await queryOne(client, rows);
}

async function queryOne(client: Client, rows: number): Promise<void> {
  let length = 0;
  for await (const row of await client.getSql().execute(statementOf(rows))) length += (row as Row).t.length;
  checkRows(length, rows);
}

export async function listen(client: Client, heard: Heard, onEvent: () => void, waiting: number): Promise<void> {
  switch (heard) {
    case 'events': {
      const map = await client.getMap(MAP);
      await map.addEntryListener({ added: onEvent, updated: onEvent }, undefined, true);
      return;
    }
    case 'messages': {
      (await client.getReliableTopic(RELIABLE_TOPIC)).addMessageListener(onEvent);
      // Answered after what the listener asks for to know where to begin.
      await (await client.getRingbuffer(RELIABLE_TOPIC_RINGBUFFER)).tailSequence();
      return;
    }
    case 'live':
      return follow(client, onEvent);
    case 'offerBeside':
      return waitFor(client, onEvent, waiting);
    case 'topic':
      throw new TypeError('this client has no plain topic');
  }
}

/** So many loops, each with an item when this resolves. */
async function waitFor(client: Client, onItem: () => void, takers: number): Promise<void> {
  const queue = await client.getQueue<string>(QUEUE);
  const takeForEver = async (): Promise<never> => {
    for (;;) {
      await queue.take();
      onItem();
    }
  };
  const firsts = Array.from({ length: takers }, () => queue.take());
  await queue.addAll(Array.from({ length: takers }, (_, n) => `for ${n}`));
  await Promise.all(firsts);
  for (let n = 0; n < takers; n++) void takeForEver();
}
