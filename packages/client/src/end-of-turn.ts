declare const setImmediate: ((run: () => void) => unknown) | undefined;

/** Runs after the callbacks and promises of this turn of the event loop, so that all they bring goes together. */
export const atEndOfTurn: (run: () => void) => unknown =
  typeof setImmediate === 'function' ? setImmediate : run => queueMicrotask(run);
