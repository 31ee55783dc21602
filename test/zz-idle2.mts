import { startCluster } from '@hazelrx/java-member';
import { createClient } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { PerformanceObserver } from 'node:perf_hooks';
const version = process.argv[2]!;
const rounds = Number(process.argv[3] ?? 3);
const secs = 20;
const cluster = await startCluster({ version, members: 2, config: { map: { 'journaled-*': { 'event-journal': { enabled: true, capacity: 271000 } } } } as never });
const sleep = (ms: number) => new Promise(r => setTimeout(r, ms));
let gc = 0; let gcs: string[] = [];
new PerformanceObserver(l => { for (const e of l.getEntries()) { gc += e.duration; gcs.push(`${(e as any).detail?.kind}:${e.duration.toFixed(1)}`); } }).observe({ entryTypes: ['gc'] });
async function cpu() {
  const per: number[] = []; gc = 0; gcs = [];
  for (let s = 0; s < secs; s++) { const b = process.cpuUsage(); await sleep(1000); const { user, system } = process.cpuUsage(b); per.push((user + system) / 1000); }
  const sum = per.reduce((a, b) => a + b, 0) / secs;
  const median = per.toSorted((a, b) => a - b)[secs >> 1]!;
  return `mean ${sum.toFixed(2)} median ${median.toFixed(2)} max ${Math.max(...per).toFixed(1)} gc ${gc.toFixed(0)}ms [${gcs.join(' ')}]`;
}
try {
  const client = createClient({ clusterName: cluster.clusterName, network: { clusterMembers: cluster.addresses } });
  await firstValueFrom(client.connect());
  const map = client.getMap<string, string>('journaled-1');
  await firstValueFrom(map.set('a', 'a'));
  await sleep(5000);
  for (let i = 0; i < rounds; i++) {
    console.log(version, i, 'without', await cpu());
    let sub: { unsubscribe(): void };
    await new Promise<void>(resolve => { sub = map.journal({ checkpoints: true, onLoss: 'report' }).subscribe({ next: () => resolve(), error: e => console.log(e) }); });
    await sleep(3000);
    console.log(version, i, 'with   ', await cpu());
    sub!.unsubscribe(); await sleep(3000);
  }
  await firstValueFrom(client.shutdown());
} finally { await cluster[Symbol.asyncDispose](); }
