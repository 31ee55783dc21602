import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compile, nodeArguments } from './contestant-processes.js';
import type { BenchmarkOptions } from './options.js';
import { asMarkdown, asText } from './report.js';
import type { Spread } from './statistics.js';

/** What the steps of one get cost, measured in a process of their own. */
export async function runStages({ output, profiles }: BenchmarkOptions): Promise<void> {
  const folder = await compile();
  const child = fork(`${folder}stages.mjs`, { execArgv: nodeArguments(profiles) });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the stages ended with ${String(code)}`);
  });
  const [spreads] = (await Promise.race([once(child, 'message'), ended])) as [Record<string, Spread>];
  child.disconnect();
  if (output === 'json') return console.log(JSON.stringify(spreads, undefined, 2));
  const rows = Object.entries(spreads).map(([stage, { median, min, max }]) => [
    stage,
    `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`,
  ]);
  const show = output === 'markdown' ? asMarkdown : asText;
  console.log(show([['stage of a get', 'ns'], ...rows]));
}
