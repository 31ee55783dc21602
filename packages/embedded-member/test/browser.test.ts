import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const PROGRAM = `
  import { startCluster, TestClock } from '@hazelrx/embedded-member';
  import { firstValueFrom } from 'rxjs';
  globalThis.done = (async () => {
    const cluster = await startCluster({ members: 3 });
    const say = () => {};
    const silent = { child: () => silent, debug: say, info: say, warn: say, error: say };
    const client = cluster.createClient({ logger: silent });
    const map = client.getMap('in a page');
    await firstValueFrom(map.put('a', 1));
    await cluster.kill(0);
    const found = await firstValueFrom(map.put('a', 2));
    await firstValueFrom(client.shutdown());
    await cluster[Symbol.asyncDispose]();
    const tcp = await startCluster({ transport: 'tcp' }).catch(({ name, message }) => name + ': ' + message);
    return { found, tcp, time: new TestClock().now() };
  })();
`;

/** What a page has, of what Node has too. Nothing of Node is among it. */
const page = {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  queueMicrotask,
  performance,
  crypto,
  TextEncoder,
  TextDecoder,
  console,
};

it('runs where there is nothing of Node', async () => {
  const { outputFiles, warnings } = await build({
    stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    conditions: ['source'],
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    bundle: true,
    write: false,
  });
  expect(warnings).toEqual([]);
  const { text } = outputFiles[0]!;
  expect(text).not.toMatch(/from ['"]node:|require\(['"]node:/);
  const globals: typeof page & { done?: Promise<unknown> } = { ...page };
  runInNewContext(text, globals);
  expect(await globals.done).toEqual({
    found: 1,
    tcp: "RangeError: transport 'tcp' needs Node: here there is 'memory'",
    time: 0,
  });
});
