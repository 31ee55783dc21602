import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which systems give out ports for outgoing connections: a client that keeps dialling a dead
 * member could otherwise be given that member's port, and the member could not come back.
 */
const LOWEST = 15_000;
const HIGHEST = 32_000;

const held = new Set<number>();

/** A port of 127.0.0.1 that was free a moment ago and that this process does not hand out again until it is released. */
export async function holdFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (held.has(port)) continue;
    held.add(port);
    if (await isFree(port)) return port;
    held.delete(port);
  }
  throw new Error(`no free port found on 127.0.0.1 between ${LOWEST} and ${HIGHEST}`);
}

export function releasePort(port: number): void {
  held.delete(port);
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
