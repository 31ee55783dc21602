// npm run golden -- DIR: does the table agree with every message of the vectors in DIR?
import { checkDirectory, type FileReport } from './check-directory.js';

const SHOWN = 20;

function main(args: readonly string[]): number {
  const [directory, ...rest] = args;
  if (directory === undefined || directory.startsWith('-') || rest.length > 0) {
    console.error('usage: npm run golden -- DIR');
    return 2;
  }
  try {
    const reports = checkDirectory(directory);
    for (const report of reports) print(report);
    return reports.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

function print({ name, total, agreeing, problems }: FileReport): void {
  console.log(`${name}: ${agreeing} of ${total} messages agree`);
  for (const problem of problems.slice(0, SHOWN)) console.log(`  ${problem}`);
  if (problems.length > SHOWN) console.log(`  … and ${problems.length - SHOWN} more`);
}

process.exitCode = main(process.argv.slice(2));
