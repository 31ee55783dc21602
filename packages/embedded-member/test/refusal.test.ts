import { HazelcastError } from 'hazelrx';
import { mapAddInterceptor, mapAddNearCacheInvalidationListener, mapReplaceAll, sqlExecute } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../src/refusal.js';
import { inVirtualTime } from './support/virtual-cluster.js';

describe('what members cannot do here', () => {
  it('is refused, and says where it can be had', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    const name = 'm';
    const sql = {
      sql: 'SELECT 1',
      parameters: [],
      timeoutMillis: -1,
      cursorBufferSize: 1,
      schema: null,
      expectedResultType: 0,
      queryId: { memberIdHigh: 1, memberIdLow: 1, localIdHigh: 1, localIdLow: 1 },
      skipUpdateStatistics: true,
    };
    const calls = [
      client.invoke(sqlExecute, sql),
      client.invoke(mapAddInterceptor, { name, interceptor: 'i' }),
      client.invoke(mapReplaceAll, { name, function: 'f' }, { partition: 0 }),
      client.listen(mapAddNearCacheInvalidationListener, { name, listenerFlags: 256 }),
    ];
    for (const call$ of calls) {
      const error = await virtual.refusal(call$);
      expect(error.code).toBe('UNSUPPORTED_OPERATION');
      expect(error.message).toContain('@hazelrx/java-member');
      expect(error.reason).toContain(error.operation);
    }
    expect(await virtual.ask(client.getMap(name).size())).toBe(0);
  });
});

describe('Refusal', () => {
  it('reaches the client with its code, message and class', async () => {
    const virtual = await inVirtualTime();
    const map = (await virtual.connected()).getMap<string, number>('m');
    const error = await virtual.refusal(map.loadAll(['a']));
    expect(error).toBeInstanceOf(HazelcastError);
    expect(error).toMatchObject({ code: 'NULL_POINTER', operation: 'Map.loadGivenKeys', structure: 'm' });
    expect(error.memberStack).toContain('java.lang.NullPointerException');
    expect(await virtual.refusal(map.loadAll())).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      reason: 'First you should configure a map store',
    });
  });

  it('names a class of its own where no Java class is told', () => {
    expect(new Refusal('TIMEOUT', 'why')).toMatchObject({
      message: 'why',
      className: 'com.hazelcast.embedded.TIMEOUT',
    });
  });
});
