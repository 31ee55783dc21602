import { prepare } from './prepare.mjs';
import { node } from './process.mjs';

const args = process.argv.slice(2);
// Standard output is for the results: a program may read them.
console.log = console.error;

// What is measured is the build that users get, so here the packages do not resolve to their sources.
await prepare({ build: true });
process.exitCode = await node(['--expose-gc', '--import', 'tsx', 'test/benchmark/main.ts', ...args]);
