import type { Reader, UnknownSchemaError } from '@hazelrx/protocol';
import type { Observable, Subscription } from 'rxjs';
import type { HazelcastError } from '../errors.js';

/** A listener on one connection. */
export interface EventReceiver {
  /** Takes an event again that could not be read before. */
  again(message: Uint8Array): void;
  /** It never can be. */
  unreadable(error: HazelcastError): void;
}

interface Waiting {
  readonly receiver: EventReceiver;
  readonly message: Uint8Array;
}

/**
 * The events of one stream, whatever connections they come over, in the order in which they came: one that cannot be read
 * before its schema was fetched holds up those behind it, and nothing else.
 */
export class EventOrder {
  #waiting: Waiting[] = [];
  #fetching: Subscription | undefined;
  /** The message that is being read again. */
  #again: Uint8Array | undefined;

  constructor(readonly fetchSchema: (lacking: UnknownSchemaError) => Observable<never>) {}

  /** Whether the event that is about to be read has to wait for others; it then does. */
  keeps(receiver: EventReceiver, reader: Reader): boolean {
    if (this.#waiting.length === 0 || reader.bytes === this.#again) return false;
    this.#waiting.push({ receiver, message: reader.copy() });
    return true;
  }

  /** The event that is being read needs this schema. */
  wait(receiver: EventReceiver, reader: Reader, lacking: UnknownSchemaError): void {
    if (reader.bytes !== this.#again) this.#waiting.push({ receiver, message: reader.copy() });
    this.#fetching = this.fetchSchema(lacking).subscribe({
      complete: () => this.#goOn(),
      error: (error: HazelcastError) => this.#failed(error),
    });
  }

  /** The receiver takes no more. */
  leave(receiver: EventReceiver): void {
    const isFirst = this.#waiting[0]?.receiver === receiver;
    this.#waiting = this.#waiting.filter(waiting => waiting.receiver !== receiver);
    if (!isFirst) return;
    this.#fetching?.unsubscribe();
    this.#goOn();
  }

  #failed(error: HazelcastError): void {
    this.#fetching = undefined;
    this.#waiting.shift()!.receiver.unreadable(error);
    // A receiver that has left because of it has gone on already.
    if (!this.#fetching) this.#goOn();
  }

  #goOn(): void {
    this.#fetching = undefined;
    // From within, what is being read again: whoever does that goes on.
    if (this.#again) return;
    while (this.#waiting.length > 0 && !this.#fetching) {
      const first = this.#waiting[0]!;
      this.#again = first.message;
      first.receiver.again(first.message);
      this.#again = undefined;
      if (!this.#fetching && this.#waiting[0] === first) this.#waiting.shift();
    }
  }
}
