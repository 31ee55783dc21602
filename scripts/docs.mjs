import { prepare } from './prepare.mjs';
import { node } from './process.mjs';

// Typedoc reads one package through the declarations of another.
await prepare({ build: true });
process.exitCode = await node(['node_modules/typedoc/bin/typedoc', ...process.argv.slice(2)]);
