import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { AuthenticationError, type ClientConfig, ConnectionError, createClient, type HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorOf } from '../support/awaiting.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { eventually, record } from '../support/recording.js';

/** Milliseconds within which a client that need not wait for anything must have failed, on a busy machine. */
const SOON = 20_000;
/** Milliseconds in which a peer answers that does, on a busy machine. */
const ANSWER = 2_000;

const impatient = {
  connectionRetry: { initialBackoffMillis: 50, maxBackoffMillis: 100, clusterConnectTimeoutMillis: 300 },
};

describeOn(realMembers('5.7.0', { members: 1 }), 'a client that is refused', cluster => {
  const newClient = (config: ClientConfig): HazelcastClient => {
    const { addresses, clusterName } = cluster.running;
    return ended(createClient({ clusterName, network: { clusterMembers: addresses }, ...config }));
  };

  it('fails connect() and calls at once for a wrong cluster name', async () => {
    const client = newClient({ clusterName: 'another' });
    const map = client.getMap<string, string>(uniqueName('refused'));
    const errors = await Promise.all([
      errorOf(client.connect(), SOON),
      errorOf(map.get('key'), SOON),
      errorOf(map.events(), SOON),
      errorOf(map.getAll(['key']), SOON),
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error.code).toBe('AUTHENTICATION');
      expect(error.message).toMatch(/127\.0\.0\.1:\d+ refused this client: wrong cluster name \('another'\)/);
    }
    expect(errors.map(({ operation }) => operation)).toEqual([
      undefined,
      'Map.get',
      'Map.addEntryListener',
      'Map.getAll',
    ]);
    expect(errors.slice(1).map(({ structure }) => structure)).toEqual([map.name, map.name, map.name]);
    const { pending, invoker, listeners } = partsOf(client);
    expect([pending.size, invoker.active, listeners.size]).toEqual([0, 0, 0]);
    // It may try again, and hears the same.
    expect(await errorOf(client.connect(), SOON)).toBeInstanceOf(AuthenticationError);
  });

  it('is refused with a user name and a password, which members without a security realm take from nobody', async () => {
    const client = newClient({ security: { usernamePassword: { username: 'admin', password: 'wrong' } } });
    const error = await errorOf(client.connect(), SOON);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toMatch(/refused this client: wrong cluster name .* or credentials/);
    expect(error.message).not.toContain('admin');
  });

  it('is refused with a token', async () => {
    const client = newClient({ security: { token: { token: 'secret' } } });
    const error = await errorOf(client.connect(), SOON);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).not.toContain('secret');
  });

  it('goes on to the next address when one is no Hazelcast member', async () => {
    const [address] = cluster.running.addresses as [string];
    for (const stranger of strangers) {
      const other = await stranger.start();
      const client = newClient({
        network: { clusterMembers: [other, address], connectionTimeout: ANSWER },
        properties: { 'hazelcast.client.shuffle.member.list': false },
      });
      using events = record(client.events$);
      await firstValueFrom(client.connect());
      expect(events.items.slice(0, 3)).toMatchObject([
        { type: 'connecting', address: other },
        { type: 'connectionFailed', address: other },
        { type: 'connecting', address },
      ]);
    }
  });

  it('finds its cluster behind an address of another one', async () => {
    await using another = await realMembers('5.7.0', { members: 1 }).start();
    const client = newClient({
      network: { clusterMembers: [...another.addresses, ...cluster.running.addresses] },
      properties: { 'hazelcast.client.shuffle.member.list': false },
    });
    await firstValueFrom(client.connect());
    const open = await firstValueFrom(client.connections$);
    expect(open.map(({ address }) => address)).toEqual(cluster.running.addresses);
  });
});

describe('a client without a cluster', () => {
  it('gives up in time and lists the addresses', async () => {
    const addresses = [await nobody(), await nobody()];
    const client = lost({ network: { clusterMembers: addresses } });
    const map = client.getMap<string, string>('map');
    const errors = await Promise.all([
      errorOf(client.connect(), SOON),
      errorOf(map.put('key', 'value'), SOON),
      errorOf(map.events(), SOON),
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error.code).toBe('CLUSTER_UNREACHABLE');
      for (const address of addresses) expect(error.message).toContain(address);
      expect(error.message).toContain('ECONNREFUSED');
    }
    expect(errors[1]).toMatchObject({ operation: 'Map.put', structure: 'map' });
  });

  it('fails a call in time that would wait for ever', async () => {
    const address = await nobody();
    const client = ended(
      createClient({
        network: { clusterMembers: [address] },
        connectionStrategy: { connectionRetry: { initialBackoffMillis: 50 } },
        properties: { 'hazelcast.client.invocation.timeout.millis': 300 },
      }),
    );
    const error = await errorOf(client.getMap('map').size(), SOON);
    expect(error).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Map.size', structure: 'map' });
    expect(error.message).toContain(address);
  });

  it('is not made for an address that is none', () => {
    expect(() => createClient({ network: { clusterMembers: ['127.0.0.1:5701', 'not an address'] } })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining("'not an address'") }),
    );
  });

  it('says why it cannot even try', async () => {
    const client = lost({
      network: { clusterMembers: ['127.0.0.1:1'], ssl: { enabled: true, sslOptions: { ciphers: 'NONE-SUCH' } } },
      connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 0 } },
    });
    for (const call$ of [client.connect(), client.getMap('map').size()]) {
      const error = await errorOf(call$, SOON);
      expect(error.code).toBe('CLUSTER_UNREACHABLE');
      expect(error.message).toMatch(/no cipher match/);
    }
  });

  it('resolves no host name that does not exist', async () => {
    const client = lost({ network: { clusterMembers: ['no-such-host.invalid:5701'] } });
    const error = await errorOf(client.connect(), 2 * SOON);
    expect(error.code).toBe('CLUSTER_UNREACHABLE');
    expect(error.message).toContain('no-such-host.invalid:5701');
  });
});

interface Stranger {
  readonly name: string;
  readonly reason: RegExp;
  readonly start: () => Promise<string>;
}

const strangers: readonly Stranger[] = [
  {
    name: 'an HTTP server',
    reason: /does not speak the Hazelcast client protocol/,
    start: () => serving(createHttpServer((_, response) => response.end('hello'))),
  },
  {
    name: 'a peer that sends random bytes',
    reason: /does not speak the Hazelcast client protocol|closed the connection|broke|within 2000 ms/,
    start: () => serving(createServer(socket => socket.on('data', () => socket.write(randomBytes(4_096))))),
  },
  {
    name: 'a peer that sends a frame of an impossible length',
    reason: /does not speak the Hazelcast client protocol/,
    start: () =>
      serving(createServer(socket => socket.on('data', () => socket.write(Buffer.from('ffffff7f0000', 'hex'))))),
  },
  {
    name: 'a peer that closes at once',
    reason: /closed the connection|broke/,
    start: () => serving(createServer(socket => socket.end())),
  },
  {
    name: 'a peer that resets',
    reason: /broke|closed the connection/,
    start: () => serving(createServer(socket => socket.on('data', () => socket.resetAndDestroy()))),
  },
  {
    name: 'a peer that never answers',
    reason: /within 2000 ms/,
    start: () => serving(createServer(() => {})),
  },
];

describe('a client that meets a stranger', () => {
  it.each(strangers)('says what is wrong with $name', async ({ reason, start }) => {
    const address = await start();
    const client = lost({ network: { clusterMembers: [address], connectionTimeout: ANSWER } });
    const error = await errorOf(client.connect(), SOON);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toBe('CLUSTER_UNREACHABLE');
    expect(error.message).toContain(address);
    expect(error.message).toMatch(reason);
    expect(partsOf(client).pending.size).toBe(0);
  });
});

/** A client that nobody will let in. */
function lost(config: ClientConfig): HazelcastClient {
  return ended(createClient({ connectionStrategy: impatient, ...config }));
}

function ended(client: HazelcastClient): HazelcastClient {
  onTestFinished(async () => {
    await firstValueFrom(client.shutdown());
  });
  return client;
}

/** Resolves with the address; at the end of the test the client must have left it. */
async function serving(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await eventually(
      () => sockets.size,
      open => open === 0,
    );
    server.close();
    await once(server, 'close');
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address where nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}
