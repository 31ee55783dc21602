import { Schema } from '@hazelrx/protocol';
import { clientFetchSchema, clientSendAllSchemas, clientSendSchema } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../support/virtual-cluster.js';

const count = (typeName: string) => ({ typeName, fields: [{ fieldName: 'count', kind: 9 }] });
const idOf = (typeName: string) => new Schema(typeName, [{ name: 'count', kind: 9 }]).id;

async function setUp(members: number) {
  const virtual = await inVirtualTime({ members });
  const client = await virtual.connected({ network: { smartRouting: false } });
  const known = async (typeName: string, asked = client): Promise<boolean> => {
    const { schema } = await virtual.ask(asked.invoke(clientFetchSchema, { schemaId: idOf(typeName) }));
    if (schema) expect(schema).toEqual(count(typeName));
    return schema !== null;
  };
  return { virtual, client, known };
}

describe('schemas', () => {
  it('are kept by all members, those that join later too, and told to whoever asks', async () => {
    const { virtual, client, known } = await setUp(2);
    expect(await known('a')).toBe(false);
    const { replicatedMembers } = await virtual.ask(client.invoke(clientSendSchema, { schema: count('a') }));
    expect(replicatedMembers).toEqual(virtual.cluster.lives.map(({ uuid }) => uuid));
    await virtual.ask(client.invoke(clientSendAllSchemas, { schemas: [count('a'), count('b')] }));
    expect([await known('a'), await known('b'), await known('c')]).toEqual([true, true, false]);
    await virtual.cluster.addMember();
    await virtual.clock.advance(1000);
    const [, , third] = virtual.cluster.addresses as [string, string, string];
    const late = await virtual.connected({ network: { clusterMembers: [third], smartRouting: false } });
    expect(await known('b', late)).toBe(true);
  });

  it('that cannot be are refused', async () => {
    const { virtual, client } = await setUp(1);
    const schema = { typeName: 'bad', fields: [{ fieldName: 'f', kind: 99 }] };
    expect(await virtual.refusal(client.invoke(clientSendSchema, { schema }))).toMatchObject({
      code: 'HAZELCAST_SERIALIZATION',
    });
  });

  it('are lost with the last member', async () => {
    const { virtual, client, known } = await setUp(2);
    await virtual.ask(client.invoke(clientSendSchema, { schema: count('a') }));
    await virtual.cluster.restart(0);
    await virtual.clock.advance(5000);
    expect(await known('a')).toBe(true);
    await Promise.all([virtual.cluster.kill(0), virtual.cluster.kill(1)]);
    await Promise.all([virtual.cluster.restart(0), virtual.cluster.restart(1)]);
    await virtual.clock.advance(5000);
    expect(await known('a')).toBe(false);
  });

  it('of both sides of a split are there when it is healed', async () => {
    const { virtual, known } = await setUp(3);
    const [first, , third] = virtual.cluster.addresses as [string, string, string];
    const heal = virtual.cluster.faults.split([[0, 1], [2]]);
    await virtual.clock.advance(0);
    for (const [address, typeName] of [
      [first, 'larger'],
      [third, 'smaller'],
    ] as const) {
      const client = await virtual.connected({ network: { clusterMembers: [address], smartRouting: false } });
      await virtual.ask(client.invoke(clientSendSchema, { schema: count(typeName) }));
    }
    heal();
    await virtual.clock.advance(5000);
    expect([await known('larger'), await known('smaller')]).toEqual([true, true]);
  });
});
