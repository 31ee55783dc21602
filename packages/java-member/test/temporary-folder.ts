import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TemporaryFolder {
  readonly path: string;
  /** Resolves with the path of the file. */
  write(name: string, text?: string): Promise<string>;
  /** A program, run by the shell. */
  program(name: string, script: string): Promise<string>;
}

/** Removed when the test ends. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'hazelrx-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const put = async (name: string, text: string, mode: number) => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
    return file;
  };
  return {
    path,
    write: (name, text = '') => put(name, text, 0o644),
    program: (name, script) => put(name, `#!/bin/sh\n${script}\n`, 0o755),
  };
}
