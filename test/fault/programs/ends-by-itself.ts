// Leaves a client behind in the state that its first argument names and does nothing more: the process must end.
// Prints how each observable ended, one a line.
import { createClient, HazelcastError, type ClientConfig, type HazelcastClient } from 'hazelrx';
import { filter, firstValueFrom, type Observable } from 'rxjs';

const [scenario = '', clusterName = '', address = ''] = process.argv.slice(2);
const network: ClientConfig['network'] = { clusterMembers: [address] };

const scenarios: Record<string, () => Promise<void>> = {
  async 'calls and listeners'() {
    const client = createClient({ clusterName, network });
    const map = client.getMap<string, string>('ends-by-itself');
    await firstValueFrom(map.set('key', 'value'));
    tell('listener', map.events());
    tell('second listener', map.events({ key: 'key', includeValue: true }));
    await firstValueFrom(map.events({ signals: true }));
    tell('call', map.get('key'));
    tell('write', map.put('key', 'other'));
    tellOthers(client);
    await firstValueFrom(client.shutdown());
    tell('late call', map.get('key'));
  },

  async 'await using'() {
    await using client = createClient({ clusterName, network });
    const map = client.getMap<string, string>('ends-by-itself');
    tell('listener', map.events());
    await firstValueFrom(map.set('key', 'value'));
    tell('call', map.get('key'));
  },

  async connecting() {
    const client = createClient({ clusterName, network });
    const dialled = firstValueFrom(client.events$.pipe(filter(({ type }) => type === 'connecting')));
    tell('connect', client.connect());
    tell('call', client.getMap('ends-by-itself').size());
    tell('listener', client.getMap('ends-by-itself').events());
    await dialled;
    await firstValueFrom(client.shutdown());
  },

  async 'backing off'() {
    const client = createClient({
      clusterName,
      network: { clusterMembers: ['127.0.0.1:1'] },
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 600_000, maxBackoffMillis: 600_000 } },
    });
    tell('connect', client.connect());
    await firstValueFrom(client.events$.pipe(filter(({ type }) => type === 'backoff')));
    await firstValueFrom(client.shutdown());
  },

  async refused() {
    const client = createClient({ clusterName: 'another', network });
    tell('connect', client.connect());
  },

  async unreachable() {
    const client = createClient({
      clusterName,
      network: { clusterMembers: ['127.0.0.1:1'] },
      connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 0 } },
    });
    tell('connect', client.connect());
  },

  async 'never used'() {
    createClient({ clusterName, network });
  },
};

await scenarios[scenario]!();

function tell(what: string, stream$: Observable<unknown>): void {
  stream$.subscribe({
    error: (error: unknown) => console.log(`${what}: ${error instanceof HazelcastError ? error.code : String(error)}`),
    complete: () => console.log(`${what}: complete`),
  });
}

function tellOthers({ lifecycle$, members$, membershipEvents$, connections$, events$ }: HazelcastClient): void {
  const streams = { lifecycle$, members$, membershipEvents$, connections$, events$ };
  for (const [name, stream$] of Object.entries(streams)) tell(name, stream$ as Observable<unknown>);
}
