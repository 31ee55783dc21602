import { startCluster, TestClock } from '@hazelrx/embedded-member';
import { bufferTime, filter } from 'rxjs';
import { expect, it } from 'vitest';

it('tells every minute what was sold', async () => {
  const clock = new TestClock();
  await using cluster = await startCluster({ members: 3, clock });
  await using hz = cluster.createClient();
  const batches: number[] = [];
  const minutes$ = hz.getMap<string, number>('sold').events().pipe(bufferTime(60_000, clock));
  const telling = minutes$.pipe(filter(({ length }) => length > 0)).subscribe(({ length }) => batches.push(length));
  await clock.advance(0); // the client connects, and listens
  for (const item of ['pear', 'apple', 'fig', 'kiwi']) {
    hz.getMap('sold').set(item, 1).subscribe();
    await clock.advance(25_000);
  }
  await clock.advance(60_000);
  telling.unsubscribe();
  expect(batches).toEqual([3, 1]);
});
