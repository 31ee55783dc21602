import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrix } from './matrix.mjs';
import { prepare, typeCheck } from './prepare.mjs';
import { root } from './process.mjs';
import { allowedSkips, skipReasons } from './skips.mjs';
import { failures, lastLine, tally } from './tally.mjs';

let outcome = { passed: 0, failed: 0, skipped: [] };
let contracts = [];
let failed = [];

await prepare();
// In the exit handler nothing can print after it, whatever ends the process.
process.on('exit', () => console.log([...contracts, ...failed, lastLine(outcome)].join('\n')));
console.log('Checking types (tsc -b) …');
if ((await typeCheck()) !== 0) {
  outcome.failed = 1;
  process.exit(1);
}
const isOk = await runTests(process.argv.slice(2)).catch(error => {
  console.error(error.message);
  return false;
});
process.exit(isOk ? 0 : 1);

async function runTests(args) {
  const { DefaultReporter, parseCLI, startVitest } = await import('vitest/node');
  let isComplete = false;
  class Reporter extends DefaultReporter {
    onTestRunEnd(testModules, unhandledErrors, reason) {
      super.onTestRunEnd(testModules, unhandledErrors, reason);
      outcome = tally(testModules, unhandledErrors);
      contracts = matrix(testModules);
      failed = failures(testModules, unhandledErrors, root);
      isComplete = reason !== 'interrupted';
      exitIfClosingHangs();
    }
    reportTestSummary() {}
  }
  process.chdir(root);
  const { filter, options } = parseCLI(['vitest', 'run', ...args]);
  await startVitest('test', filter, { ...options, silent: 'passed-only', reporters: [new Reporter()] });
  return areSkipsAllowed(options.testNamePattern) && hasPassed(isComplete);
}

function hasPassed(isComplete) {
  const hasRun = outcome.passed + outcome.failed > 0;
  if (!hasRun) console.error('No test ran.');
  return isComplete && hasRun && outcome.failed === 0 && !process.exitCode;
}

// With a name pattern, vitest reports every other test as skipped.
function areSkipsAllowed(testNamePattern) {
  if (testNamePattern) return true;
  for (const line of skipReasons(outcome.skipped)) console.log(line);
  if (process.env.CI !== 'true') return true;
  const allowed = allowedSkips(readFileSync(join(root, 'docs/skips.md'), 'utf8'));
  const unlisted = outcome.skipped.filter(({ name }) => !allowed.has(name));
  for (const { name } of unlisted) console.error(`skipped under CI, but not listed in docs/skips.md: ${name}`);
  return unlisted.length === 0;
}

function exitIfClosingHangs() {
  setTimeout(() => {
    console.error('The test runner did not close within 30 s after the last test.');
    process.exit(1);
  }, 30_000).unref();
}
