import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { checkDirectory } from './check-directory.js';
import { describeVectors, pathOfVectors } from './vectors.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describeVectors('the table and the protocol vectors', () => {
  it('agree on every message, read and written', () => {
    const reports = checkDirectory(pathOfVectors('protocol'));
    expect(reports.flatMap(({ name, problems }) => problems.map(problem => `${name}: ${problem}`))).toEqual([]);
    expect(reports.map(({ name, agreeing, total }) => [name, agreeing, total])).toEqual([
      ['2.3.json', 881, 881],
      ['2.9.json', 985, 985],
      ['2.9.null.json', 985, 985],
    ]);
  });

  describe('a disagreement is told', () => {
    it.each([
      [
        'a value',
        /Client\.authentication request: decoded: clusterName is 'localhost', not 'localhosT'/,
        told('localhost', 'localhosT'),
      ],
      [
        'a null',
        /Client\.authentication request: decoded: username/,
        told('{"t":"String","v":"localhost"}', '{"t":"String","v":null}', 2),
      ],
      [
        'a method',
        /the row is 'Client.authentication', not 'Client.authenticate'/,
        told('"method":"authentication"', '"method":"authenticate"'),
      ],
      ['a place', /told at 1\+159 \(10 frames\), found at 0\+159 \(10\)/, told('"offset":0', '"offset":1')],
      ['a type', /the table has no row of this type/, held(file => file.writeInt32LE(0x7f0000, 6))],
      ['a flag', /decoded and encoded: at byte 4 of 159 stands 00c0/, held(file => file.writeUInt16LE(0xc080, 4))],
      ['a byte that is no field', /decoded and encoded: at byte 10 of 159/, held(file => file.writeInt8(1, 10))],
      ['a frame', /impossible|no frame at byte/, held(file => file.writeInt32LE(3, 0))],
    ])('%s', (_, problem, tamper) => {
      const [report] = checkDirectory(copyOf('2.9', tamper));
      expect(report!.agreeing).toBeLessThan(report!.total);
      expect(report!.problems).toContainEqual(expect.stringMatching(problem));
    });

    it.each([
      [
        'that only the binary holds',
        985,
        984,
        told(/^\{"service":"Client","method":"authentication","kind":"request".*\n/m, ''),
      ],
      ['that only the JSON tells', 985, 984, cut],
    ])('a message %s', (_, total, most, tamper) => {
      const [report] = checkDirectory(copyOf('2.9', tamper));
      expect(report!.total).toBe(total);
      expect(report!.agreeing).toBeLessThanOrEqual(most);
    });
  });

  it('the command prints the counts and exits with 0 when all agree, with 1 when not', () => {
    expect(golden(copyOf('2.9'))).toEqual({ status: 0, stdout: '2.9.json: 985 of 985 messages agree\n', stderr: '' });
    const { status, stdout } = golden(copyOf('2.9', told('"v":"localhost"', '"v":"somewhere"')));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^2\.9\.json: 984 of 985 messages agree\n {2}Client\.authentication request: decoded: /);
  });
});

describe('npm run golden', () => {
  it('exits with 1 where there is no directory, or nothing in it', () => {
    expect(golden(join(tmpdir(), 'no-such-vectors'))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no directory/),
    });
    expect(golden(emptyFolder())).toMatchObject({ status: 1, stderr: expect.stringMatching(/holds no vectors/) });
  });

  it('exits with 1 where a file is missing, broken or empty', () => {
    expect(() => checkDirectory(folderOf('{"binary":"none.bin","messages":[]}'))).toThrow(/none\.bin cannot be read/);
    expect(() => checkDirectory(folderOf('{'))).toThrow(/is no JSON/);
    const [report] = checkDirectory(folderOf('{"binary":"empty.bin","messages":[]}'));
    expect(report).toMatchObject({ total: 0, agreeing: 0, problems: ['no message in it'] });
  });

  it('exits with 2 when it is called in another way', () => {
    expect(golden()).toMatchObject({ status: 2, stderr: 'usage: npm run golden -- DIR\n' });
    expect(golden('a', 'b')).toMatchObject({ status: 2 });
  });
});

function golden(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ['--import', 'tsx', '--conditions=source', 'test/golden/cli.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

type Tamper = (folder: string) => void;

/** A folder with the vectors of one version, changed by `tamper`. */
function copyOf(version: string, tamper?: Tamper): string {
  const folder = emptyFolder();
  for (const name of [`${version}.json`, `${version}.protocol.compatibility.binary`])
    writeFileSync(join(folder, name), readFileSync(join(pathOfVectors('protocol'), name)));
  tamper?.(folder);
  return folder;
}

function folderOf(json: string): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'told.json'), json);
  writeFileSync(join(folder, 'empty.bin'), '');
  return folder;
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hazelrx-golden-'));
  folders.push(folder);
  return folder;
}

/** Replaces the n-th occurrence in the JSON. */
function told(from: string | RegExp, to: string, nth = 1): Tamper {
  return folder => {
    const path = join(folder, '2.9.json');
    let seen = 0;
    const change = (match: string): string => (++seen === nth ? to : match);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, typeof from === 'string' ? text.replaceAll(from, change) : text.replace(from, change));
  };
}

function held(change: (file: Buffer) => unknown): Tamper {
  return folder => {
    const path = join(folder, '2.9.protocol.compatibility.binary');
    const file = readFileSync(path);
    change(file);
    writeFileSync(path, file);
  };
}

/** Drops the last message of the binary. */
function cut(folder: string): void {
  const path = join(folder, '2.9.protocol.compatibility.binary');
  const { messages } = JSON.parse(readFileSync(join(folder, '2.9.json'), 'utf8')) as { messages: { offset: number }[] };
  writeFileSync(path, readFileSync(path).subarray(0, messages.at(-1)!.offset));
}
