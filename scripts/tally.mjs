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

/** The line that ends every test run. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
