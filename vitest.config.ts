import { defineConfig } from 'vitest/config';

// Tests run on the sources: the `source` condition of each package's exports, before what vite resolves by itself.
const conditions = ['source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    dangerouslyIgnoreUnhandledErrors: false,
    teardownTimeout: 30_000,
    projects: [
      project('unit', ['packages/*/test/**/*.test.ts', 'test/tooling/**/*.test.ts', 'examples/**/*.test.ts']),
      project('golden', ['test/golden/**/*.test.ts']),
      onMembers('members', { groupOrder: 1, maxWorkers: 2 }, [
        'packages/java-member/test/**/*.member.ts',
        'test/contract/**/*.contract.ts',
        'test/differential/**/*.differential.ts',
        'test/interop/**/*.interop.ts',
        'test/examples/**/*.test.ts',
      ]),
      // Members that die and clients that are cut off, memory and timers that are counted: at last.
      onMembers('faults', { groupOrder: 2, maxWorkers: 2 }, ['test/fault/**/*.fault.ts', 'test/leak/**/*.leak.ts']),
    ],
  },
});

function project(name: string, include: string[]) {
  // Thousands of inputs in one test, on a machine that has other things to do.
  return { extends: true as const, test: { name, include, testTimeout: 60_000 } };
}

/** When the files of a project run, and how many of them at a time. */
interface Turn {
  readonly groupOrder: number;
  readonly maxWorkers: number;
}

/** Members take both cores while they start, and little after that: two files at a time at most. */
function onMembers(name: string, { groupOrder, maxWorkers }: Turn, include: string[]) {
  return {
    extends: true as const,
    test: {
      name,
      include,
      globalSetup: 'test/support/downloads.ts',
      maxWorkers,
      sequence: { groupOrder },
      testTimeout: 120_000,
      hookTimeout: 180_000,
    },
  };
}
