import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** The application's pino logger as a child of its own, or a new one that writes from `warn` up to standard output. */
export function clientLogger(given: Logger | undefined, name: string): Logger {
  return given ? given.child({ hazelcastClient: name }) : pino({ name, level: 'warn' });
}
