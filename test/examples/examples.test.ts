import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findMissingTool } from '@hazelrx/java-member';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const folder = new URL('examples/', root);

/** What each example must have said, in this order. */
const expected: Readonly<Record<string, readonly RegExp[]>> = {
  'quickstart.ts': [
    /^connected to 127\.0\.0\.1:\d+(, 127\.0\.0\.1:\d+)*; put o-0 over null and got \{ customer: 'ada', total: 10 \}$/m,
    /^\s*\d+ events: .*(ada|grace|edsger) \d+ orders, \d+ in all/m,
    /^\s*\d+ events: (?=.*ada 10 orders)(?=.*grace 10 orders)(?=.*edsger 10 orders)/m,
    /^31 orders in the map; done$/m,
  ],
  'leader-election.ts': [
    /^(ada|grace|edsger) leads$/m,
    /^written, fence 1: line 3 of (ada|grace|edsger)$/m,
    /^(ada|grace|edsger) is cut off$(?=[^]*^\1 does not lead any more: LOCK_OWNERSHIP_LOST_EXCEPTION$)(?=[^]*^(?!\1)\w+ leads$)/m,
    /^written, fence (?!1:)\d+: line 3 of (ada|grace|edsger)$/m,
    /^refused, fence 1: a late line of (ada|grace|edsger)$/m,
    /^(ada|grace|edsger) leaves$(?=[^]*^(?!\1)\w+ leads$)/m,
    /^fences 1, (?!1,)\d+, \d+; done$/m,
  ],
  'live-dashboard.ts': [
    /^urgent: o-2$/m,
    /^urgent: o-1 of ada$(?=[^]*^3 orders, 240 in all$)/m,
    /^not urgent any more: o-2$/m,
    /^not urgent any more: o-1$/m,
    /^looked again \(mapCleared\): 1 differences$(?=[^]*^0 orders, 0 in all$)/m,
    /^done$/m,
  ],
  'map-events.ts': [
    /^listening on every member$/m,
    /^pears added: 3 \(on 127\.0\.0\.1:\d+\)$/m,
    /^pears updated: 3 → 4/m,
    /^pears removed: was 4/m,
    /^apples added: 12/m,
    /^apples expired: was 12/m,
  ],
  'queue-workers.ts': [
    /^12 jobs are waiting$/m,
    /^(one|another) has done job \d+: TEXT \d+$/m,
    /^job 5 fails, attempt 1$/m,
    /^job 5 fails, attempt 2$/m,
    /^job 5 is left, for somebody to look at$/m,
    /^0 jobs are in the queue; done$/m,
  ],
  'ringbuffer-feed.ts': [
    /^early 0: HAZL at 100$/m,
    /^early 2: RXJS at 102$/m,
    /^stopped; will go on with 3, in this process or another one$/m,
    /^overrun: 3 to 9 are not there any more$/m,
    /^later 10: CAST at 110$/m,
    /^later 19: CAST at 119$/m,
    /^viewer 20: RXJS at 120$/m,
    /^another viewer 20: RXJS at 120$/m,
    /^worker 23: RXJS at 123$/m,
    /^done$/m,
  ],
  'sql-stream.ts': [
    /^RXJS 999: 9990$/m,
    /^RXJS 1000: 10000$/m,
    /^handled all: 5005000$/m,
    /^ticks 0, 1, 2$/m,
    /^OBJECT_NOT_FOUND: Object 'orders' not found/m,
    /^done$/m,
  ],
  'topic-chat.ts': [
    /^grace has come$(?=[^]*^grace sees that somebody is typing$)/m,
    /^grace reads line 0, ada: Hello\?$/m,
    /^grace reads line 1, ada: Is anybody here\?$/m,
    /^grace reads line 2, grace: I am\.$/m,
    /^grace reads line 3, ada: Then we are two\.$/m,
    /^ada goes on with grace: I have to go\.$/m,
  ],
  'typed-orders.ts': [
    /^12 × gear$/m,
    /^an old order, read by the next release: ada, normal$/m,
    /^a new order, read by this release: grace, note null$/m,
    /^order: customer, lines, priority$/m,
    /^Map\.put 'orders': \$\.lines\[0\]\.count: "twelve" does not fit int32/m,
    /^done$/m,
  ],
};

const missing = process.env['CI'] ? undefined : findMissingTool({ sql: true });
/** For what embedded members do not do. */
const real: ReadonlySet<string> = new Set(['sql-stream.ts']);
const examples = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'));

it('knows every example', () => {
  expect(examples.sort()).toEqual(Object.keys(expected).sort());
});

it.each(examples.filter(name => !real.has(name)))('%s runs, says what it should, and ends by itself', name =>
  expectToRun(name),
);

it.for([...real])('%s runs on a real member', async (name, { skip }) => {
  if (missing !== undefined) skip(missing);
  await expectToRun(name);
});

it('quickstart.ts runs on a real member', async ({ skip }) => {
  if (missing !== undefined) skip(missing);
  await expectToRun('quickstart.ts', '--real');
});

it('npm start needs nothing but Node', async () => {
  const path = await mkdtemp(join(tmpdir(), 'path-'));
  for (const tool of ['node', 'npm', 'sh']) await symlink(await whereIs(tool), join(path, tool));
  const env = { PATH: path, HOME: process.env['HOME'] };
  const child = spawn(join(path, 'npm'), ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  await rm(path, { recursive: true });
  expect(output).toMatch(/^31 orders in the map; done$/m);
  expect(code).toBe(0);
});

async function whereIs(tool: string): Promise<string> {
  const places = process.env['PATH']!.split(delimiter).map(folder => join(folder, tool));
  return realpath(places.find(place => existsSync(place))!);
}

it('shows in a README what is an example here', async () => {
  const readme = await readFile(new URL('packages/embedded-member/README.md', root), 'utf8');
  const example = await readFile(new URL('virtual-time.test.ts', folder), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

async function expectToRun(name: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', name, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(errors).toBe('');
  expect(code).toBe(0);
  let rest = output;
  for (const line of expected[name]!) {
    expect(rest).toMatch(line);
    rest = rest.slice(line.exec(rest)!.index + 1);
  }
}
