/** What a finished vitest run came to. A file or suite that breaks, and an error outside any test, count as failures. */
export function tally(testModules, unhandledErrors) {
  const tests = testModules.flatMap(module => [...module.children.allTests()]);
  const suites = testModules.flatMap(module => [module, ...module.children.allSuites()]);
  const inState = state => tests.filter(test => test.result().state === state);
  const passed = inState('passed').length;
  const skipped = inState('skipped').map(test => ({ name: test.fullName, note: test.result().note }));
  const broken = suites.filter(suite => suite.errors().length > 0).length + unhandledErrors.length;
  // A test that is still pending was cut off with its worker.
  return { passed, failed: tests.length - passed - skipped.length + broken, skipped };
}

/**
 * What failed, a line each: where, and how its first error begins. They are told again at the end, since of a long output
 * the end is what is kept and read. At most 40 of them.
 */
export function failures(testModules, unhandledErrors, root = '') {
  const failed = testModules.flatMap(module => [
    ...[module, ...module.children.allSuites()].flatMap(suite => brokenBy(module, suite, root)),
    ...[...module.children.allTests()].flatMap(test => failedBy(module, test, root)),
  ]);
  const all = [...failed, ...unhandledErrors.map(error => `outside any test: ${firstLine(error)}`)];
  const more = all.length > 40 ? [`… and ${all.length - 40} more`] : [];
  return [...all.slice(0, 40).map(line => `FAILED ${line}`), ...more];
}

function brokenBy(module, suite, root) {
  const [error] = suite.errors();
  const name = suite.fullName ? ` > ${suite.fullName}` : '';
  return error ? [`${placeOf(module, root)}${name}: ${firstLine(error)}`] : [];
}

function failedBy(module, test, root) {
  const { state, errors } = test.result();
  if (state === 'passed' || state === 'skipped') return [];
  const why = errors?.[0] ? firstLine(errors[0]) : 'did not end';
  return [`${placeOf(module, root)} > ${test.fullName}: ${why}`];
}

const placeOf = ({ moduleId }, root) => moduleId.replace(root, '');

const firstLine = ({ message }) => String(message).split('\n', 1)[0].slice(0, 300);

/** The line that ends every test run. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
