import type { AnyOperation, Codecs } from '@hazelrx/protocol';
import type { Observable, Unsubscribable } from 'rxjs';
import type { HazelcastError } from '../errors.js';
import type { Target } from './route.js';

/** What a caller may ask for beyond what the row says. */
export interface CallOptions extends Target {
  /** Milliseconds the call is tried; default the invocation timeout, or none for rows that wait on the member. */
  readonly timeout?: number;
  /** Whether running it twice is as good as once, whatever the row says. `redoOperation` counts for more. */
  readonly repeatable?: boolean;
}

/** What the client's own parts may ask for beyond that. */
export interface InternalOptions extends CallOptions {
  /** To be created before the call is sent. */
  readonly proxy?: Proxy;
  /** Of its Data fields. Undefined: the client's own. */
  readonly codecs?: Codecs | undefined;
  /** Not held back by the limit on calls: another call waits for it. */
  readonly internal?: boolean;
  /** Waits for a connection whatever the reconnect mode: what is held on the members has to be given back. */
  readonly patient?: boolean;
  /** Milliseconds that the member may hold the answer back on purpose; Infinity for as long as it takes. */
  readonly waits?: number;
  /** Not tried again where it was sent: whoever makes it knows where else to go. */
  readonly once?: boolean;
  /** Called before the request is sent again when nobody knows what became of it so far. */
  readonly onRetry?: () => void;
  /** Called whenever the request leaves. */
  readonly onSent?: () => void;
  /** What the caller is told in place of an error; `work` is what `run` gave. */
  readonly retell?: (error: HazelcastError, operation: AnyOperation, work?: Unsubscribable) => HazelcastError;
  /** What it is made of, instead of a request of its own. Tells `call` how it ended. */
  readonly run?: (call: RunningCall) => Unsubscribable;
}

/** A call that is made of others. */
export interface RunningCall {
  answered(response: unknown): void;
  fail(error: unknown): void;
}

/** A data structure of the cluster, by its service and name. */
export interface Proxy {
  readonly service: string;
  readonly name: string;
  /** The cluster has it: calls need not wait. */
  created: boolean;
  /** Creates it on subscribe, once for all who ask meanwhile; completes when it is there. */
  readonly create$: Observable<unknown>;
}
