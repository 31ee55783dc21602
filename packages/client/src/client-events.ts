import type { UUID } from '@hazelrx/protocol';
import type { HazelcastError } from './errors.js';

/** What the client does on its own, as it happens: the answer to "what went on at 03:12?". Match on `type`. */
export type ClientEvent =
  | { readonly type: 'connecting'; readonly address: string }
  | { readonly type: 'connectionFailed'; readonly address: string; readonly error: HazelcastError }
  /** No member could be reached; the next round starts after `delayMillis`. */
  | { readonly type: 'backoff'; readonly attempt: number; readonly delayMillis: number; readonly error: HazelcastError }
  | {
      readonly type: 'authenticated';
      readonly address: string;
      readonly member: UUID;
      readonly clusterId: UUID;
      readonly version: string;
    }
  | { readonly type: 'disconnected'; readonly address: string; readonly member: UUID; readonly error: HazelcastError }
  | { readonly type: 'memberAdded' | 'memberRemoved'; readonly member: UUID; readonly address: string }
  /** A call is tried again, for the `attempt`th time, after `delayMillis`. */
  | {
      readonly type: 'retry';
      readonly operation: string;
      readonly structure: string | undefined;
      readonly attempt: number;
      readonly delayMillis: number;
      readonly error: HazelcastError;
    }
  /**
   * Nobody knows whether a request ran: what it may have taken is lost. That of a stream, which goes on, or of somebody who
   * has left.
   */
  | {
      readonly type: 'indeterminate';
      readonly operation: string;
      readonly structure: string;
      readonly error: HazelcastError;
    }
  /** A consumer of a queue has lost its connection, or its transactions; the items it was at come back, to it or to others. */
  | { readonly type: 'consumerInterrupted'; readonly structure: string; readonly error: HazelcastError }
  /** A listener was registered again, on a member that joined or came back. */
  | {
      readonly type: 'registered';
      readonly operation: string;
      readonly structure: string | undefined;
      readonly member: UUID;
    }
  /** What an abandoned call had taken could not be given back; `item` is in the application's hands now. */
  | {
      readonly type: 'giveBackRefused';
      readonly operation: string;
      readonly structure: string | undefined;
      readonly item: unknown;
      readonly error: HazelcastError | undefined;
    };
