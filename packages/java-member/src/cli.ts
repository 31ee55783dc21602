import { parseCommand, usage, UsageError, type Command } from './cli-arguments.js';
import type { JavaCluster } from './java-cluster.js';
import { startCluster } from './start-cluster.js';

/** The `hazelrx-member` command. Resolves with the exit code: 0 after Ctrl-C, 1 when members fail, 2 for wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(parseCommand(args));
  } catch (error) {
    const wrongUsage = error instanceof UsageError || error instanceof RangeError;
    process.stderr.write(`${(error as Error).message}\n${wrongUsage ? 'See hazelrx-member --help.\n' : ''}`);
    return wrongUsage ? 2 : 1;
  }
}

async function run(command: Command): Promise<number> {
  if (command === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  // Before the cluster is ready a signal ends this process, and with it the members.
  await using cluster = await startCluster({ ...command.options, log: logger(command.verbose) });
  // Whoever reads an address may end us at once.
  const ended = interruptedOrDeserted(cluster);
  process.stdout.write(`${cluster.addresses.join('\n')}\n`);
  process.stderr.write(`Hazelcast ${cluster.version}, cluster '${cluster.clusterName}', is running. Ctrl-C ends it.\n`);
  return await ended;
}

function logger(verbose: boolean): (line: string, member: number) => void {
  return (line, member) => {
    if (verbose) process.stderr.write(`${member} | ${line}\n`);
  };
}

/** Resolves with 0 on Ctrl-C or SIGTERM, with 1 when the last member ended by itself. */
function interruptedOrDeserted(cluster: JavaCluster): Promise<number> {
  return new Promise(resolve => {
    const end = (exitCode: number) => {
      clearInterval(timer);
      resolve(exitCode);
    };
    const timer = setInterval(() => {
      if (cluster.addresses.length === 0) end(1);
    }, 1_000);
    process.once('SIGINT', () => end(0));
    process.once('SIGTERM', () => end(0));
  });
}
