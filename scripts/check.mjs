import { prepare, typeCheck } from './prepare.mjs';
import { node } from './process.mjs';

const bin = path => options => node([`node_modules/${path[0]}`, ...path.slice(1)], options);

const types = { name: 'types', run: typeCheck };
const lint = { name: 'lint', run: bin(['oxlint/bin/oxlint', '--deny-warnings']) };
const exports = { name: 'dead exports', run: bin(['knip/bin/knip.js', '--no-config-hints']) };
const format = { name: 'format', run: bin(['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']) };
const layers = {
  name: 'layers',
  run: bin(['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', 'packages']),
};
const unit = { name: 'unit tests', run: bin(['vitest/vitest.mjs', 'run', '--project=unit', '--silent=passed-only']) };

// One lane a core. Lint reads the declarations that the type check has emitted.
const lanes = [
  [types, lint, exports],
  [format, layers, unit],
];

await prepare();
const results = await Promise.all(lanes.map(runInOrder));
const failed = results.flat().filter(result => !result.isOk);
console.log(failed.length === 0 ? 'check: ok' : `check: ${failed.map(({ name }) => name).join(', ')} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runInOrder(steps) {
  const done = [];
  for (const step of steps) done.push(await runStep(step));
  return done;
}

async function runStep({ name, run }) {
  const chunks = [];
  const start = performance.now();
  const isOk = (await run({ output: chunk => chunks.push(chunk) })) === 0;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${isOk ? 'ok    ' : 'FAILED'} ${name.padEnd(13)} ${seconds.padStart(5)} s`);
  if (!isOk) process.stdout.write(Buffer.concat(chunks));
  return { name, isOk };
}
