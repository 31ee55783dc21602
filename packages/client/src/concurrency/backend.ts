import type { ConcurrencyBackend } from '../options.js';

/** Milliseconds that the end of a client waits for the members, where it has something to give up. */
export const CLOSING = 2000;

/** What one primitive is made of, where that is not what the configuration says. */
export interface BackendOptions {
  readonly backend?: ConcurrencyBackend;
}

/** Whatever both backends make: by its name, and what it is made of. */
export interface Primitive {
  /** As it was asked for, its CP group included. */
  readonly name: string;
  readonly backend: ConcurrencyBackend;
}
