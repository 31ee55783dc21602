import { expect, it } from 'vitest';
import { failures } from '../../scripts/tally.mjs';

/** A file of tests as vitest reports it, as far as `failures` looks. */
function file(tests: readonly object[], suites: readonly object[] = []) {
  return {
    moduleId: '/project/test/some.test.ts',
    errors: () => [],
    children: { allTests: () => tests, allSuites: () => suites },
  };
}

const test = (fullName: string, state: string, ...messages: string[]) => ({
  fullName,
  result: () => ({ state, errors: messages.map(message => ({ message })) }),
});

it('tells of each failed test where it is and how its first error begins', () => {
  const tests = [test('a > b', 'failed', 'expected 1\nand so on', 'a second'), test('a > c', 'passed')];
  expect(failures([file(tests)], [], '/project/')).toEqual(['FAILED test/some.test.ts > a > b: expected 1']);
});

it('tells what broke outside of tests, and of tests that did not end', () => {
  const suite = { fullName: 'a', errors: () => [new Error('a hook failed')] };
  expect(failures([file([test('a > b', 'pending')], [suite])], [new Error('lost')], '/project/')).toEqual([
    'FAILED test/some.test.ts > a: a hook failed',
    'FAILED test/some.test.ts > a > b: did not end',
    'FAILED outside any test: lost',
  ]);
});

it('says how many more there are', () => {
  const tests = Array.from({ length: 45 }, (_, index) => test(`t${index}`, 'failed', 'x'));
  expect(failures([file(tests)], [], '')).toHaveLength(41);
  expect(failures([file(tests)], [], '').at(-1)).toBe('… and 5 more');
});
