import { describe, expect, it } from 'vitest';
import { agree, MemberLog } from '../src/member-log.js';

const uuids = [
  '4de45bef-082d-48ac-8712-7f1da4cf823a',
  '1a75d73f-277c-4974-ba0c-50cb50a99971',
  'f60ea871-2826-4895-97b7-670be8b398c9',
];
const addresses = ['127.0.0.1:20001', '127.0.0.1:20002'];

function logOf(...lines: string[]): MemberLog {
  const log = new MemberLog();
  for (const line of lines) log.add(line);
  return log;
}

function viewOf(...members: [port: number, uuid: string | undefined][]): string[] {
  const rows = members.map(([port, uuid]) => `\tMember [127.0.0.1]:${port} - ${uuid}${port === 20_001 ? ' this' : ''}`);
  return ['', `Members {size:${rows.length}, ver:3} [`, ...rows, ']', ''];
}

describe('MemberLog', () => {
  it('knows when the member has started', () => {
    expect(logOf('INFO [127.0.0.1]:20001 [dev] [5.7.0] [127.0.0.1]:20001 is STARTING').started).toBe(false);
    expect(logOf('INFO [127.0.0.1]:20001 [dev] [5.7.0] [127.0.0.1]:20001 is STARTED').started).toBe(true);
  });

  it('knows when another process has the port', () => {
    const line =
      'Cannot bind to a given address: /127.0.0.1. Hazelcast cannot start. Port [20001] is already in use and auto-increment is disabled.';
    expect(logOf(line).portTaken).toBe(true);
    expect(logOf('INFO all is well').portTaken).toBe(false);
  });

  it('keeps the last view', () => {
    const log = logOf(...viewOf([20_001, uuids[0]]), ...viewOf([20_001, uuids[0]], [20_002, uuids[1]]));
    expect(log.view).toEqual([
      { address: '127.0.0.1:20001', uuid: uuids[0] },
      { address: '127.0.0.1:20002', uuid: uuids[1] },
    ]);
  });

  it('shows a view only once it is complete', () => {
    const log = logOf(...viewOf([20_001, uuids[0]]), ...viewOf([20_001, uuids[0]], [20_002, uuids[1]]).slice(0, 3));
    expect(log.view).toHaveLength(1);
  });

  it('keeps the last 500 lines', () => {
    const log = logOf(...Array.from({ length: 600 }, (_, n) => `line ${n}`));
    expect(log.tail).toHaveLength(500);
    expect(log.tail[0]).toBe('line 100');
  });
});

describe('agree', () => {
  const both = viewOf([20_001, uuids[0]], [20_002, uuids[1]]);

  it('is true when all see exactly the members there are', () => {
    expect(agree([logOf(...both), logOf(...both)], addresses)).toBe(true);
  });

  it('is false while one sees fewer, or none', () => {
    expect(agree([logOf(...both), logOf(...viewOf([20_002, uuids[1]]))], addresses)).toBe(false);
    expect(agree([logOf(...both), logOf()], addresses)).toBe(false);
  });

  it('is false while one still sees the former life of a restarted member', () => {
    const former = viewOf([20_001, uuids[0]], [20_002, uuids[2]]);
    expect(agree([logOf(...former), logOf(...both)], addresses)).toBe(false);
  });

  it('is false while all still see a member that is gone', () => {
    expect(agree([logOf(...both)], addresses.slice(0, 1))).toBe(false);
  });
});
