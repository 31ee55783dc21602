import { HazelcastError, type HazelcastClient, type Member } from 'hazelrx';
import { catchError, first, firstValueFrom, lastValueFrom, map, type Observable, of, timeout } from 'rxjs';
import { expect } from 'vitest';

/** Milliseconds after which what a test waits for will not come any more, on a slow machine too. */
export const DEADLINE = 45_000;

/** The first item that is accepted. Rejects after the deadline. */
export function firstOf<T>(stream$: Observable<T>, accepts: (item: T) => boolean = () => true): Promise<T> {
  return firstValueFrom(stream$.pipe(first(accepts), timeout(DEADLINE)));
}

/** What a call or a stream fails with, which must be an error of the client. Rejects after `within` milliseconds. */
export async function errorOf(stream$: Observable<unknown>, within = DEADLINE): Promise<HazelcastError> {
  const error = await lastValueFrom(stream$.pipe(timeout(within)), {
    defaultValue: undefined,
  }).then(
    value => expect.fail(`expected an error, got ${String(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof HazelcastError)) expect.fail(`expected a HazelcastError, got ${String(error)}`);
  return error;
}

export function addressOf({ address }: Member): string {
  return `${address.host}:${address.port}`;
}

/** Resolves when the client knows exactly the members at these addresses and has a connection to each of them. */
export async function connectedTo(client: HazelcastClient, addresses: readonly string[]): Promise<void> {
  const wanted = [...addresses].sort().join();
  const members = await firstOf(client.members$, list => list.map(addressOf).sort().join() === wanted);
  await firstOf(client.connections$, open =>
    members.every(({ uuid }) => open.some(({ member }) => member.equals(uuid))),
  );
}

/** How a call ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: HazelcastError };

/** The call, with its error as an item; anything that is no error of the client goes on as one. */
export function outcomeOf<T>(call$: Observable<T>): Observable<Outcome<T>> {
  return call$.pipe(
    map(value => ({ value })),
    catchError((error: unknown) => {
      if (error instanceof HazelcastError) return of({ error });
      throw error;
    }),
  );
}
