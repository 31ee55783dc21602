import { prepare } from './prepare.mjs';
import { fromSource, node } from './process.mjs';

await prepare();
process.exitCode = await node([...fromSource, 'test/golden/cli.ts', ...process.argv.slice(2)]);
