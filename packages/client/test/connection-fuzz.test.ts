// A peer that sends what it likes, at every stage. The client must not crash, hang, or take memory for what a message
// only claims; what it tells must be typed. The inputs follow from their number alone, so that a failure can be had again.
import { BACKUP_EVENT } from '@hazelrx/protocol';
import { clientAuthentication, mapAddEntryListener, mapGet, mapPut } from '@hazelrx/protocol/operations';
import { config } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../src/client.js';
import { HazelcastError } from '../src/errors.js';
import { ScriptedCluster } from './support/scripted-cluster.js';
import type { Link } from './support/scripted-member.js';
import { VirtualClient, type Watched } from './support/virtual-client.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** Milliseconds a test may take. */
const TIME = 60_000 * Math.max(1, SCALE);
const inputs = (share: number): number => Math.ceil(10_000 * SCALE * share);

/** Mulberry32: 0 ≤ n < 1, the same sequence for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Chance = ReturnType<typeof chance>;

function noise(pick: Chance): Uint8Array {
  return Uint8Array.from({ length: pick(200) + 1 }, () => pick(256));
}

const EDGES = [0, 1, 5, 6, 7, 0x7f, 0x80, 0xff, 0x400, 0x7fff, 0x1000_0000, 0x7fff_ffff, -1, -2, -0x8000_0000];

/** A copy of a message with something wrong in it: bits, numbers, its length, its end. */
function mutated(message: Uint8Array, pick: Chance): Uint8Array {
  const bytes = message.slice();
  const view = new DataView(bytes.buffer);
  for (let times = pick(4) + 1; times > 0; times--) {
    const at = pick(bytes.length);
    const kind = pick(4);
    if (kind === 0) bytes[at]! ^= 1 << pick(8);
    else if (kind === 1) bytes[at] = pick(256);
    else if (at + 4 <= bytes.length) view.setInt32(at, EDGES[pick(EDGES.length)]!, true);
  }
  const cut = pick(6);
  if (cut === 0) return bytes.subarray(0, pick(bytes.length));
  return cut === 1 ? Uint8Array.from([...bytes, ...noise(pick)]) : bytes;
}

const broken = (pick: Chance) => (message: Uint8Array) => (pick(4) === 0 ? noise(pick) : mutated(message, pick));

function expectTyped(input: number, ...watched: Watched<unknown>[]): void {
  for (const { error, completed } of watched) {
    if (!completed && !(error instanceof HazelcastError)) expect.fail(`input ${input}: ${String(error)}`);
  }
}

const unhandled: unknown[] = [];

beforeEach(() => {
  unhandled.length = 0;
  config.onUnhandledError = error => void unhandled.push(error);
});

afterEach(() => {
  config.onUnhandledError = null;
});

describe('a peer that sends anything', () => {
  it.each([
    ['noise in place of an answer', 0.3, (pick: Chance) => () => noise(pick)],
    ['a broken answer', 0.3, (pick: Chance) => (message: Uint8Array) => mutated(message, pick)],
  ] as const)(
    'before it has let the client in: %s',
    async (_, share, breaking) => {
      const cluster = new ScriptedCluster(1);
      const [member] = cluster.members;
      const oneRound = { connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 0 } } };
      let pick = chance(0);
      member!.on(clientAuthentication, asked => {
        asked.link.mangle = breaking(pick);
        asked.answer(member!.greeting());
        asked.link.mangle = undefined;
      });
      let t = new VirtualClient(cluster, oneRound);
      for (let input = 0; input < inputs(share); input++) {
        pick = chance(input);
        const connecting = t.watch(t.client.connect());
        await t.settle();
        for (const link of member!.links.splice(0)) if (link.open) link.cut();
        await t.settle();
        if (!connecting.completed && connecting.error === undefined) await t.advance(10_000);
        expectTyped(input, connecting);
        if (connecting.completed) {
          t.client.shutdown().subscribe();
          await t.settle();
          t = new VirtualClient(cluster, oneRound);
        }
        expect(partsOf(t.client).pending.size).toBe(0);
        member!.received.length = 0;
        t.dials.length = t.events.length = t.eventTimes.length = 0;
      }
      expect(unhandled).toEqual([]);
    },
    TIME,
  );

  it(
    'after that: answers, errors, events, views and backup acks',
    async () => {
      const cluster = new ScriptedCluster(1);
      const [member] = cluster.members;
      const steady = { connectionStrategy: { connectionRetry: { initialBackoffMillis: 1 } } };
      const t = await new VirtualClient(cluster, steady).connected();
      const before = partsOf(t.client).pending.size;
      const open = (): Link => member!.links.find(link => link.open)!;
      let pick = chance(0);
      member!.on(mapGet, call => {
        if (pick(4) === 0) call.refuse('ILLEGAL_STATE', 'NULL_POINTER');
        else call.answer({ response: { some: ['value', 1, null] } }, pick(8) === 0 ? 1 : 0);
      });
      member!.on(mapPut, call => {
        call.answer({ response: 'old' }, 1);
        member!.ackBackup(call);
      });
      for (let input = 0; input < inputs(0.4); input++) {
        pick = chance(input);
        const link = open();
        const events = t.watch(t.client.getMap('m').events({ includeValue: true, signals: true }));
        await t.settle();
        link.mangle = broken(pick);
        const calls = [
          t.watch(t.client.invoke(mapGet, { name: 'm', key: 'k', threadId: 0 })),
          t.watch(t.client.invoke(mapPut, { name: 'm', key: 'k', value: 'v', threadId: 0, ttl: -1 })),
        ];
        const listener = member!.of(mapAddEntryListener).at(-1)!;
        const event = { key: 'k', value: 'v', oldValue: null, mergingValue: null, eventType: 1, uuid: member!.uuid, numberOfAffectedEntries: 1 }; // prettier-ignore
        if (link.open && pick(2) === 0) listener.event('Entry', event, pick(8) === 0 ? BACKUP_EVENT : 0);
        if (link.open && pick(2) === 0) cluster.tell(link.view!);
        await t.settle();
        // Whatever it made of that, the end of the connection is the end of it.
        if (link.open) link.cut();
        await t.settle();
        if (calls.some(({ completed, error }) => !completed && error === undefined)) await t.advance(10_000);
        expectTyped(input, ...calls);
        if (events.error !== undefined) expectTyped(input, events);
        events.subscription.unsubscribe();
        const connecting = t.watch(t.client.connect());
        await t.advance(10);
        if (!connecting.completed) expect.fail(`input ${input}: not connected again`);
        expect([partsOf(t.client).pending.size, partsOf(t.client).invoker.active]).toEqual([before, 0]);
        cluster.version = 1;
        member!.links.splice(0, member!.links.length, open());
        member!.received.length = 0;
        t.dials.length = t.events.length = t.eventTimes.length = t.states.length = 0;
      }
      expect(unhandled).toEqual([]);
    },
    TIME,
  );
});
