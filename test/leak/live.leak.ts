import type { JavaCluster } from '@hazelrx/java-member';
import { type LiveChange, Predicates, toCollection } from 'hazelrx';
import { firstValueFrom as valueOf, merge, type Observable, of, take, takeUntil, timer } from 'rxjs';
import { beforeAll, it } from 'vitest';
import { describeOn, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { expectNoLeak, idle, repeat } from '../support/leaks.js';
import { MemberHeaps } from '../support/member-heap.js';
import { settled } from '../support/owners.js';
import { eventually } from '../support/recording.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const COUNT = Math.max(60, Math.round(60 * SCALE));
const REGISTRATION = 'com.hazelcast.spi.impl.eventservice.impl.Registration';

const heaps = new MemberHeaps('5.7.0');

type View = Observable<LiveChange<number, number>>;

describeOn(heaps.bed, 'After many live views', (cluster: SuiteCluster<JavaCluster>) => {
  beforeAll(async () => {
    await valueOf(cluster.client.getMap(uniqueName('first')).set(1, 1));
    await settled(cluster.client, cluster.running.addresses);
  });

  const registrations = async (): Promise<number> => {
    const perMember = await heaps.count(cluster.running, REGISTRATION);
    return perMember.reduce((sum, count) => sum + count, 0);
  };

  it('nothing is left, here and on the members, whenever they were left', async () => {
    const { client } = cluster;
    const map = client.getMap<number, number>(uniqueName('leak-live'));
    await valueOf(map.putAll([[1, 1], [2, 2], [3, 30]])); // prettier-ignore
    const phases: readonly ((view$: View) => Observable<unknown>)[] = [
      // At once, while it registers or reads, with the snapshot, with a change, and while it reads again.
      view$ => of(view$.subscribe().unsubscribe()),
      view$ => view$.pipe(takeUntil(timer(2))),
      view$ => view$.pipe(toCollection(), take(1)),
      view$ =>
        merge(view$, timer(5, 5).pipe(takeUntil(view$.pipe(take(2)))), map.set(3, Math.random() + 30)).pipe(take(3)),
      view$ => merge(view$, map.clear()).pipe(takeUntil(timer(110))),
    ];
    const cycle = (n: number): Observable<unknown> => {
      const predicate = n % 2 === 0 ? undefined : Predicates.greaterThan('this', n % 7);
      return phases[n % phases.length]!(map.live(predicate, n % 3 === 0 ? { verifyEvery: 10 } : {}));
    };
    await repeat(phases.length, cycle);
    await idle(client);
    const before = await registrations();
    await expectNoLeak(client, count => repeat(count, cycle, 16), { count: COUNT, bytes: 1000 });
    await eventually(registrations, count => count <= before);
  });

  it('nothing is left of the rounds of one that goes on', async () => {
    const { client } = cluster;
    const map = client.getMap<number, number>(uniqueName('leak-live'));
    await valueOf(map.set(1, 1));
    const rounds = (count: number): Promise<unknown> => {
      let resyncs = 0;
      return new Promise((resolve, reject) => {
        const onResync = (): void => {
          if (++resyncs === count) setTimeout(() => resolve(following.unsubscribe()));
        };
        const following = map.live(undefined, { verifyEvery: 1, onResync }).subscribe({ error: reject });
      });
    };
    await expectNoLeak(client, rounds, { count: 5 });
  });
});
