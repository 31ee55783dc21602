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
      {
        extends: true,
        test: {
          name: 'members',
          include: [
            'packages/java-member/test/**/*.member.ts',
            'test/contract/**/*.contract.ts',
            'test/fault/**/*.fault.ts',
            'test/differential/**/*.differential.ts',
            'test/leak/**/*.leak.ts',
            'test/interop/**/*.interop.ts',
            'test/examples/**/*.test.ts',
          ],
          globalSetup: 'test/support/downloads.ts',
          // Members take both cores and seconds to start: one file at a time, after everything else.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

function project(name: string, include: string[]) {
  return { extends: true as const, test: { name, include, testTimeout: 20_000 } };
}
