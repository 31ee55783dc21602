import type { ConnectionOptions, TlsOptions } from 'node:tls';
import { type ClientConfig, ConnectionError, createClient, type HazelcastClient } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { errorOf, firstOf } from '../support/awaiting.js';
import { type Certificate, CertificateAuthority } from '../support/certificates.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { record } from '../support/recording.js';

/** Milliseconds: far less than the heartbeat, and more than two handshakes take on a busy machine. */
const SOON = 25_000;
/** Milliseconds that a handshake takes at most. */
const HANDSHAKE = 5_000;
const DAY = 86_400_000;

describeOn(realMembers('5.7.0', { members: 1 }), 'TLS', cluster => {
  let authority: CertificateAuthority;
  let server: Certificate;

  beforeAll(async () => {
    authority = await CertificateAuthority.create('authority of the test');
    server = await authority.sign('member');
  });

  const proxyWith = async (tls: TlsOptions): Promise<LoopbackProxy> => {
    const proxy = await LoopbackProxy.start(cluster.running.addresses[0]!, tls);
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    return proxy;
  };

  /** `sslOptions` undefined: plain TCP. */
  const clientOf = (
    address: string,
    sslOptions: ConnectionOptions | undefined,
    connectionStrategy?: ClientConfig['connectionStrategy'],
  ): HazelcastClient => {
    const client = createClient({
      clusterName: cluster.running.clusterName,
      network: {
        clusterMembers: [address],
        connectionTimeout: HANDSHAKE,
        ...(sslOptions && { ssl: { enabled: true, sslOptions } }),
      },
      connectionStrategy: connectionStrategy ?? {
        connectionRetry: { initialBackoffMillis: 50, clusterConnectTimeoutMillis: 200 },
      },
    });
    onTestFinished(async () => {
      await firstValueFrom(client.shutdown());
    });
    return client;
  };

  const works = async (client: HazelcastClient): Promise<void> => {
    const map = client.getMap<string, string>(uniqueName('encrypted'));
    using events = record(map.events({ includeValue: true, signals: true }));
    await events.count(1);
    const long = 'x'.repeat(200_000);
    await firstValueFrom(map.set('key', long));
    expect(await firstValueFrom(map.get('key'))).toBe(long);
    await events.count(2);
    expect(events.items[1]).toMatchObject({ type: 'added', key: 'key', value: long });
  };

  const refused = async (client: HazelcastClient, reason: RegExp): Promise<void> => {
    const map = client.getMap<string, string>('refused');
    const errors = await Promise.all([errorOf(client.connect(), SOON), errorOf(map.get('key'), SOON)]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error.code).toBe('CLUSTER_UNREACHABLE');
      expect(error.message).toMatch(reason);
    }
  };

  it('works with a certificate that the given authority signed', async () => {
    const proxy = await proxyWith(server);
    await works(clientOf(proxy.address, { ca: authority.own.cert }));
  });

  it('works by host name', async () => {
    const proxy = await proxyWith(server);
    await works(clientOf(`localhost:${proxy.port}`, { ca: authority.own.cert }));
  });

  it('refuses a certificate that nobody trusts', async () => {
    const proxy = await proxyWith(server);
    await refused(clientOf(proxy.address, {}), /unable to verify the first certificate|self-signed certificate/);
    const other = await CertificateAuthority.create('another authority');
    await refused(
      clientOf(proxy.address, { ca: other.own.cert }),
      /unable to verify the first certificate|unable to get local issuer certificate/,
    );
    const selfSigned = await proxyWith(authority.own);
    await refused(clientOf(selfSigned.address, {}), /self-signed certificate/);
  });

  it('trusts anybody where it is told to', async () => {
    const proxy = await proxyWith(authority.own);
    await works(clientOf(proxy.address, { rejectUnauthorized: false }));
  });

  it('refuses an expired certificate', async () => {
    const now = Date.now();
    const expired = await authority.sign('member', {
      notBefore: new Date(now - 2 * DAY),
      notAfter: new Date(now - DAY),
    });
    const proxy = await proxyWith(expired);
    await refused(clientOf(proxy.address, { ca: authority.own.cert }), /certificate has expired/);
  });

  it('refuses the certificate of another host', async () => {
    const foreign = await authority.sign('member', { hosts: ['member.example', '10.0.0.1'] });
    const proxy = await proxyWith(foreign);
    await refused(
      clientOf(proxy.address, { ca: authority.own.cert }),
      /IP: 127\.0\.0\.1 is not in the cert's list: *10\.0\.0\.1/,
    );
    await refused(
      clientOf(`localhost:${proxy.port}`, { ca: authority.own.cert }),
      /Host: localhost\. is not in the cert's altnames/,
    );
    await works(clientOf(proxy.address, { ca: authority.own.cert, servername: 'member.example' }));
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('proves who it is, by %s', async version => {
    const proxy = await proxyWith({
      ...server,
      ca: authority.own.cert,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
    });
    const trusted = { ca: authority.own.cert };
    const own = await authority.sign('client');
    await works(clientOf(proxy.address, { ...trusted, ...own }));
    await refused(clientOf(proxy.address, trusted), /certificate required|handshake failure|ECONNRESET|closed/);
    const stranger = await CertificateAuthority.create('another authority');
    const foreign = await stranger.sign('client');
    await refused(
      clientOf(proxy.address, { ...trusted, ...foreign }),
      /unknown ca|bad certificate|ECONNRESET|closed|broke/,
    );
  });

  it('notices at once that a connection is gone', async () => {
    const proxy = await proxyWith(server);
    const client = clientOf(proxy.address, { ca: authority.own.cert }, { reconnectMode: 'ASYNC' });
    const map = client.getMap<string, string>(uniqueName('dead'));
    await firstValueFrom(map.set('key', 'value'));
    const gone = firstOf(client.events$, ({ type }) => type === 'disconnected');
    const began = performance.now();
    const stopped = proxy.stopAccepting();
    expect(await gone).toMatchObject({ type: 'disconnected', error: { code: 'TARGET_DISCONNECTED' } });
    expect(performance.now() - began).toBeLessThan(SOON);
    expect((await errorOf(map.get('key'))).code).toBe('CLIENT_OFFLINE');
    await stopped;
    await proxy.resume();
    await firstOf(client.lifecycle$, state => state === 'CONNECTED');
    expect(await firstValueFrom(map.get('key'))).toBe('value');
  });

  it('tells of a plain client at an encrypted port', async () => {
    const proxy = await proxyWith(server);
    await refused(
      clientOf(proxy.address, undefined),
      /does not speak the Hazelcast client protocol|closed the connection|broke/,
    );
  });

  it('tells of an encrypted client at a plain port', async () => {
    const [address] = cluster.running.addresses as [string];
    await refused(clientOf(address, { ca: authority.own.cert }), /closed|broke|within 5000 ms/);
  });
});
