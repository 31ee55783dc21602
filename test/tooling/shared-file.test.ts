import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DONE, SharedFile } from '../fault/lock/shared-file.js';

describe('the file that a lock protects', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hazelrx-shared-'));
  const first = { section: 'first', fence: '9007199254740993' };
  const second = { section: 'second', fence: '9007199254740994' };
  let file: SharedFile;

  beforeEach(() => {
    file = new SharedFile(join(folder, 'counter.json'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('counts sections', () => {
    for (const section of [first, second]) {
      expect(file.write(section, file.read(section)! + 1)).toBe(true);
      file.left(section.section, DONE);
    }
    expect([file.counter, file.writes, file.violations, file.outcomes]).toEqual([2, 2, [], { done: 2 }]);
  });

  it('refuses the write of a smaller fence than has read', () => {
    const counter = file.read(first)!;
    expect(file.read(second)).toBe(0);
    expect(file.write(first, counter + 1)).toBe(false);
    expect(file.write(second, 1)).toBe(true);
    file.left(first.section, 'LOST');
    expect([file.counter, file.refusals, file.violations]).toEqual([1, 1, []]);
  });

  it('refuses who comes late, and who writes again', () => {
    file.write(second, file.read(second)! + 1);
    expect(file.read(first)).toBeUndefined();
    expect([file.write(first, 1), file.write(second, 2)]).toEqual([false, false]);
    expect([file.counter, file.refusals]).toEqual([1, 3]);
  });

  it.each<[string, () => void]>([
    [
      'two who hold the lock at the same time',
      () => {
        for (const section of [first, second]) file.read(section);
        for (const section of [first, second]) file.write(section, 1);
        for (const { section } of [first, second]) file.left(section, DONE);
      },
    ],
    [
      'a fence that was given twice',
      () => {
        file.write(first, file.read(first)! + 1);
        file.read({ ...second, fence: first.fence });
      },
    ],
    [
      'a fence that is not greater',
      () => {
        file.write(second, file.read(second)! + 1);
        file.read(first);
        file.left(first.section, DONE);
      },
    ],
    [
      'an update that was lost',
      () => {
        file.write(first, file.read(first)! + 1);
        file.read(second);
        file.write(second, 1);
      },
    ],
  ])('tells of %s', (_, happens) => {
    happens();
    expect(file.violations).toHaveLength(1);
  });
});
