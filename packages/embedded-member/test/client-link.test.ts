import { CORRELATION_OFFSET, TYPE_OFFSET } from '@hazelrx/protocol';
import { clientAuthentication, clientPing, mapGet, mapSet, mapSize } from '@hazelrx/protocol/operations';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { on } from '../src/cluster.js';
import { clientService } from '../src/handlers/client.js';
import { TestClock } from '../src/index.js';
import { MemoryNetwork } from '../src/network.js';
import { RunningCluster } from '../src/running-cluster.js';
import { RawClient } from './support/raw-client.js';
import { inVirtualTime, untilFinished, VirtualCluster } from './support/virtual-cluster.js';

const MIB = 1 << 20;
const get = { name: 'm', key: 'a', threadId: 0 };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whatever happened to others. */
async function goesOn(virtual: VirtualCluster): Promise<void> {
  const client = await RawClient.welcomed(virtual);
  expect(await client.ask(clientPing, {})).toEqual({});
  client.close();
}

describe('a connection to an embedded member', () => {
  it('takes requests whole or cut anywhere', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.to(virtual);
    const bytes = [...bytesOf('CP2'), ...client.message(clientAuthentication, client.introduction)];
    for (const byte of bytes) await client.write(Uint8Array.of(byte));
    expect(await client.ask(mapSize, { name: 'm' })).toEqual({ response: 0 });
  });

  it('takes many requests at once, and does them in their order', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.welcomed(virtual);
    const sets = [1, 2, 3].map(value => client.message(mapSet, { ...get, value, ttl: -1 }));
    await client.write(Uint8Array.from(sets.flatMap(bytes => [...bytes])));
    expect(await client.ask(mapGet, get)).toEqual({ response: 3 });
  });

  it('takes large values', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.welcomed(virtual);
    const value = 'x'.repeat(3 * MIB);
    expect(await client.ask(mapSet, { ...get, value, ttl: -1 })).toEqual({});
    expect(await client.ask(mapGet, get)).toEqual({ response: value });
  });

  it('lets nobody do anything who has not shown who it is', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.to(virtual);
    client.greet();
    const refused = { errorCode: 3, message: expect.stringContaining('who it is') };
    expect(await client.ask(mapSet, { ...get, value: 1, ttl: -1 })).toMatchObject(refused);
    expect(await client.ask(clientPing, {})).toMatchObject(refused);
    expect(await client.ask(clientAuthentication, { ...client.introduction, clusterName: 'x' })).toMatchObject({
      status: 1,
    });
    expect(await client.ask(mapSize, { name: 'm' })).toMatchObject(refused);
    expect(await client.ask(clientAuthentication, client.introduction)).toMatchObject({ status: 0 });
    expect(await client.ask(mapSize, { name: 'm' })).toEqual({ response: 0 });
  });

  it('lets nobody in who does not say its UUID', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.to(virtual);
    client.greet();
    expect(await client.ask(clientAuthentication, { ...client.introduction, uuid: null })).toMatchObject({ status: 1 });
  });

  it.each([
    ['another protocol', bytesOf('GET / HTTP/1.1\r\n\r\n')],
    ['another version', bytesOf('CP3')],
    ['a half preamble of another', bytesOf('CX')],
    ['zeros', new Uint8Array(64)],
    ['an impossible length', Uint8Array.of(...bytesOf('CP2'), 1, 0, 0, 0, 0, 0xe0)],
  ])('ends for %s, and the member goes on', async (_, bytes) => {
    const virtual = await inVirtualTime();
    const client = await RawClient.to(virtual);
    await client.write(bytes);
    expect(client.open).toBe(false);
    await goesOn(virtual);
  });

  it('refuses a message that nobody knows, and goes on', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.welcomed(virtual);
    expect(await client.ask({ ...clientPing, id: 0x7fff00 }, {})).toMatchObject({
      errorCode: 61,
      message: expect.stringMatching(/0x7fff00.*@hazelrx\/java-member/),
    });
    expect(await client.ask(clientPing, {})).toEqual({});
  });

  it('ends for a request whose fields are missing', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.welcomed(virtual);
    const message = client.message(clientPing, {});
    new DataView(message.buffer).setInt32(TYPE_OFFSET, mapGet.id, true);
    await client.write(message);
    expect(client.open).toBe(false);
    await goesOn(virtual);
  });

  it('goes on or ends, and nothing else, for whatever bytes', async () => {
    const virtual = await inVirtualTime();
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(flips, async flips => {
        const client = await RawClient.welcomed(virtual);
        const message = client.message(mapSet, { ...get, name: 'broken', value: 'v', ttl: -1 });
        for (const [at, flip] of flips) message[at % message.length]! ^= flip;
        await client.write(message);
        client.close();
        await goesOn(virtual);
      }),
      { numRuns: 60 },
    );
  });

  it('answers HAZELCAST for what its handlers did not think of, and goes on', async () => {
    const thoughtless = on(mapSize, () => {
      throw new TypeError('of the test');
    });
    const clock = new TestClock();
    const services = [clientService, { handlers: [thoughtless] }];
    const cluster = new RunningCluster({ clock }, services, answering => new MemoryNetwork(answering));
    await cluster.addMember();
    const virtual = untilFinished(new VirtualCluster(cluster, clock));
    const client = await RawClient.welcomed(virtual);
    const told = await client.ask(mapSize, { name: 'm' });
    expect(told).toMatchObject({ errorCode: 18, message: expect.stringContaining('TypeError: of the test') });
    expect(await client.ask(clientPing, {})).toEqual({});
  });

  it('answers under the id of the request, all 64 bits of it', async () => {
    const virtual = await inVirtualTime();
    const client = await RawClient.welcomed(virtual);
    const told: Uint8Array[] = [];
    client.received = bytes => void told.push(bytes);
    const message = client.message(clientPing, {});
    const id = Uint8Array.of(1, 2, 3, 0x84, 5, 6, 7, 0x88);
    message.set(id, CORRELATION_OFFSET);
    await client.write(message);
    expect(told).toHaveLength(1);
    expect(told[0]!.subarray(CORRELATION_OFFSET, CORRELATION_OFFSET + 8)).toEqual(id);
  });

  it('is forgotten when it ends', async () => {
    const virtual = await inVirtualTime();
    const [one, other] = [await RawClient.welcomed(virtual), await RawClient.welcomed(virtual)];
    const { links } = virtual.cluster.lives[0]!;
    expect([...links].map(({ client }) => client?.uuid)).toEqual([one.uuid, other.uuid]);
    one.close();
    await virtual.clock.advance(0);
    expect([...links].map(({ client }) => client?.uuid)).toEqual([other.uuid]);
    await virtual.cluster.kill(0);
    await virtual.clock.advance(0);
    expect([links.size, other.open]).toEqual([0, false]);
  });
});
