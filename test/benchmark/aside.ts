import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compile, nodeArguments } from './contestant-processes.js';
import type { Aside, BenchmarkOptions } from './options.js';
import { asMarkdown, asText } from './report.js';
import { type Spread, spreadOf } from './statistics.js';

async function measured<T>(program: Aside, { profiles }: BenchmarkOptions, folder: string): Promise<T> {
  const child = fork(`${folder}${program}.mjs`, { execArgv: nodeArguments(profiles) });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ended with ${String(code)}`);
  });
  const [found] = (await Promise.race([once(child, 'message'), ended])) as [T];
  child.disconnect();
  return found;
}

function print({ output }: BenchmarkOptions, [title, unit, digits]: [string, string, number], found: Spreads): void {
  if (output === 'json') return console.log(JSON.stringify(found, undefined, 2));
  const rows = Object.entries(found).map(([name, { median, min, max }]) => [
    name,
    `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`,
  ]);
  const show = output === 'markdown' ? asMarkdown : asText;
  console.log(show([[title, unit], ...rows]));
}

type Spreads = Readonly<Record<string, Spread>>;

/** What the steps of one get cost, measured in a process of their own. */
async function stages(options: BenchmarkOptions, folder: string): Promise<void> {
  print(options, ['stage of a get', 'ns', 0], await measured('stages', options, folder));
}

/** How long an embedded cluster takes to start: the first of a process, and those after it. */
async function embedded(options: BenchmarkOptions, folder: string): Promise<void> {
  const firsts: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const [first, ...others] = await measured<number[]>('embedded', options, folder);
    firsts.push(first!);
    later.push(...others);
  }
  const found = { 'first in its process': spreadOf(firsts)!, 'one after another': spreadOf(later)! };
  print(options, ['three embedded members and a connected client', 'ms', 1], found);
}

export async function runAside(aside: Aside, options: BenchmarkOptions): Promise<void> {
  await { stages, embedded }[aside](options, await compile());
}
