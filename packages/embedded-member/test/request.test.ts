import { BACKUP_ACKS_OFFSET, BACKUP_AWARE, UNFRAGMENTED } from '@hazelrx/protocol';
import { clientLocalBackupListener, mapSet } from '@hazelrx/protocol/operations';
import type { ClientConfig } from 'hazelrx';
import { describe, expect, it } from 'vitest';
import { record } from '../../../test/support/recording.js';
import { RawClient } from './support/raw-client.js';
import { inVirtualTime, keysOf } from './support/virtual-cluster.js';

/** Milliseconds that a client waits for backups. */
const BACKUP_TIMEOUT = 5000;

const config = {
  map: {
    'copied-0': { 'backup-count': 0 },
    'copied-1': {},
    'copied-2': { 'backup-count': 2 },
    'asynchronously-copied': { 'backup-count': 0, 'async-backup-count': 2 },
  },
};
const strict: ClientConfig = { properties: { 'hazelcast.client.operation.fail.on.indeterminate.state': true } };

/** A cluster of three, and a client with a key that is the first member's; of those that are copied once, the others are backups in turn. */
async function setUp(name: keyof (typeof config)['map'], clientConfig: ClientConfig = {}) {
  const virtual = await inVirtualTime({ members: 3, config });
  const client = await virtual.connected(clientConfig);
  const [key = ''] = keysOf(client, virtual.cluster, 0);
  const map = client.getMap<string, number>(name);
  return { virtual, map, key, client };
}

describe('a write', () => {
  it.each(['copied-0', 'copied-1', 'copied-2', 'asynchronously-copied'] as const)(
    'to %s is confirmed within no time',
    async name => {
      const { virtual, map, key } = await setUp(name, strict);
      expect(await virtual.ask(map.put(key, 1))).toBeNull();
      expect(await virtual.ask(map.put(key, 2))).toBe(1);
      await virtual.ask(map.delete(key));
      await virtual.ask(map.putAll([[key, 3]]));
      const lock = await virtual.ask(map.lock(key));
      await virtual.ask(lock.release());
      expect(virtual.clock.now()).toBe(0);
    },
  );

  it('of a client that does not wait for backups is answered, too', async () => {
    const { virtual, map, key } = await setUp('copied-2', { backupAckToClientEnabled: false });
    virtual.cluster.faults.freeze(1);
    virtual.cluster.faults.freeze(2);
    expect(await virtual.ask(map.put(key, 1))).toBeNull();
  });

  it('waits for each backup: a frozen one holds it until the client’s patience ends', async () => {
    const { virtual, map, key } = await setUp('copied-2');
    await virtual.ask(map.put(key, 1));
    virtual.cluster.faults.freeze(2);
    using put = record(map.put(key, 2));
    await virtual.clock.advance(BACKUP_TIMEOUT - 200);
    expect(put.items).toEqual([]);
    await virtual.clock.advance(300);
    expect(put.items).toEqual([1]);
    expect(put.completed).toBe(true);
  });

  it('is confirmed when a frozen backup thaws', async () => {
    const { virtual, map, key } = await setUp('copied-2', strict);
    await virtual.ask(map.put(key, 1));
    const thaw = virtual.cluster.faults.freeze(2);
    using put = record(map.put(key, 2));
    await virtual.clock.advance(1000);
    expect(put.items).toEqual([]);
    thaw();
    await virtual.clock.advance(0);
    expect(put.items).toEqual([1]);
  });

  it('fails in the end where the client is told to care', async () => {
    const { virtual, map, key } = await setUp('copied-2', strict);
    await virtual.ask(map.put(key, 1));
    virtual.cluster.faults.freeze(2);
    const error = await virtual.refusal(map.put(key, 2), BACKUP_TIMEOUT + 100);
    expect(error).toMatchObject({ name: 'IndeterminateError', code: 'INDETERMINATE_OPERATION_STATE' });
    expect(await virtual.ask(map.get(key))).toBe(2);
  });

  it.each(['copied-0', 'asynchronously-copied'] as const)('to %s waits for no backup', async name => {
    const { virtual, map, key } = await setUp(name, strict);
    await virtual.ask(map.put(key, 1));
    virtual.cluster.faults.freeze(1);
    virtual.cluster.faults.freeze(2);
    expect(await virtual.ask(map.put(key, 2))).toBe(1);
  });

  it('is not held by a backup that has no connection to its client', async () => {
    const { virtual, client, map, key } = await setUp('copied-2', strict);
    await virtual.ask(map.put(key, 1));
    virtual.cluster.faults.cut({ client: client.uuid, member: 1 });
    expect(await virtual.ask(map.put(key, 2))).toBe(1);
  });

  it('that waits for a lock is confirmed when it is done', async () => {
    const { virtual, map, key } = await setUp('copied-2', strict);
    const lock = await virtual.ask(map.lock(key));
    using put = record(map.put(key, 1));
    await virtual.clock.advance(1000);
    expect(put.items).toEqual([]);
    await virtual.ask(lock.release());
    expect(put.items).toEqual([null]);
  });

  it('tells a client of the backups that it said it waits for, and that can reach it', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const [key = ''] = keysOf(await virtual.connected(), virtual.cluster, 0);
    const owner = await RawClient.welcomed(virtual, 0);
    const backup = await RawClient.welcomed(virtual, 1, owner.uuid);
    const acks = async (flags: number): Promise<number> => {
      expect(await owner.ask(mapSet, { name: 'm', key, threadId: 0, value: 1, ttl: -1 }, flags)).toEqual({});
      return owner.answer![BACKUP_ACKS_OFFSET]!;
    };
    expect(await acks(UNFRAGMENTED | BACKUP_AWARE)).toBe(0);
    await backup.ask(clientLocalBackupListener, {});
    expect(await acks(UNFRAGMENTED | BACKUP_AWARE)).toBe(1);
    expect(await acks(UNFRAGMENTED)).toBe(0);
    backup.close();
    await virtual.clock.advance(0);
    expect(await acks(UNFRAGMENTED | BACKUP_AWARE)).toBe(0);
  });
});
