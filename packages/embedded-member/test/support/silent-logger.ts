import type { ClientConfig } from 'hazelrx';

type Logger = NonNullable<ClientConfig['logger']>;

const say = (): void => {};

/** For clients whose trouble is meant. */
export const silent: Logger = { child: () => silent, debug: say, info: say, warn: say, error: say } as never;
