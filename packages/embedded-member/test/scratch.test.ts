import { expect, it } from 'vitest';
import { inVirtualTime, keysOf } from './support/virtual-cluster.js';
it('basic', async () => {
  const v = await inVirtualTime({ members: 3 });
  const client = await v.connected();
  const map = client.getMap<string, number>('m');
  await v.ask(map.set('a', 1));
  expect(await v.ask(map.get('a'))).toBe(1);
});
it('sequential kills', async () => {
  const v = await inVirtualTime({ members: 3 });
  const client = await v.connected();
  const map = client.getMap<string, number>('m');
  for (let n = 0; n < 100; n++) await v.ask(map.set(`k${n}`, n));
  await v.cluster.kill(0);
  await v.clock.advance(1000);
  expect(await v.ask(map.size())).toBe(100);
  await v.cluster.kill(1);
  await v.clock.advance(1000);
  expect(await v.ask(map.size())).toBe(100);
});
it('hour', async () => {
  const v = await inVirtualTime({ members: 2 });
  await v.connected();
  const t = performance.now();
  await v.clock.advance(3_600_000);
  console.log('hour', performance.now() - t);
});
