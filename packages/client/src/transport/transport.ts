// A transport moves bytes between this client and one member and knows nothing of what they mean.

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One open pipe. Nothing is called on its handlers after `close`, or after it told them `closed`. */
export interface Transport {
  /** Of this side, `host:port`, or a name. */
  readonly localAddress: string;
  /**
   * Sends the bytes. `written` is called when they may be reused, always after this returns; no second write comes
   * before.
   */
  write(bytes: Uint8Array, written: () => void): void;
  /** Ends the pipe at once. Safe to call again. */
  close(): void;
}

export interface TransportHandlers {
  /** The pipe is open. Called once, before anything else. */
  opened(transport: Transport): void;
  /** Bytes arrived. They are the transport's own and may be overwritten once the call returns. */
  received(bytes: Uint8Array): void;
  /** The pipe could not be opened, or broke, or the peer ended it. Called once, and last. */
  closed(reason: Error | undefined): void;
}

/** Starts to open a pipe to a member; the returned function gives the attempt up. Handlers are called after it returned. */
export type Dial = (address: Address, handlers: TransportHandlers) => () => void;
