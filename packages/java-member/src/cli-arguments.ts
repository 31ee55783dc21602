import { parseArgs } from 'node:util';
import type { ClusterOptions } from './cluster-options.js';

export const usage = `Usage: hazelrx-member [options]

Starts a cluster of real Hazelcast members on 127.0.0.1 and runs it until Ctrl-C.

  --version <version>      Hazelcast version (default 5.7.0)
  --members <count>        how many members (default 1, with --cp 3)
  --port <port>            port of the first member, the next take the following (default: free ports)
  --cluster-name <name>    default dev
  --sql                    with the SQL engine and Jet
  --cp                     with the CP subsystem (needs --version 5.3.8)
  --verbose                print what the members log
  --help                   print this
`;

/** The command line does not say what to do. The message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Command = 'help' | { readonly options: ClusterOptions; readonly verbose: boolean };

/** Throws a {@link UsageError}. Only what concerns the command line is checked here. */
export function parseCommand(args: readonly string[]): Command {
  const { help, verbose = false, sql, cp, version, ...values } = flags(args);
  if (help) return 'help';
  const members = wholeNumber('members', values.members);
  const port = wholeNumber('port', values.port);
  return {
    verbose,
    options: {
      clusterName: values['cluster-name'] ?? 'dev',
      ...(version === undefined ? {} : { version }),
      ...(members === undefined ? {} : { members }),
      ...(port === undefined ? {} : { port }),
      ...(sql === undefined ? {} : { sql }),
      ...(cp === undefined ? {} : { cp }),
    },
  };
}

function flags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        version: { type: 'string' },
        members: { type: 'string' },
        port: { type: 'string' },
        'cluster-name': { type: 'string' },
        sql: { type: 'boolean' },
        cp: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${flag} takes a whole number, not '${text}'`);
  return Number(text);
}
