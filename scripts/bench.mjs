import { prepare } from './prepare.mjs';
import { node } from './process.mjs';

// What is measured is the build that users get, so here the packages do not resolve to their sources.
await prepare({ build: true });
process.exitCode = await node(['--expose-gc', '--import', 'tsx', 'test/benchmark/main.ts', ...process.argv.slice(2)]);
