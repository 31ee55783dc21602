import { Data, type GiveBack, rawData, Reader, type Serialization, UnknownSchemaError } from '@hazelrx/protocol';
import type { Observable } from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import { detailsOf } from '../connection/pending.js';
import { faultClass, type HazelcastError } from '../errors.js';
import { indeterminate } from './call-errors.js';
import type { SchemaReplication } from './schema-replication.js';
import type { UserCall } from './user-call.js';

/**
 * The calls that nobody listens to any more, but whose answer may still hold something. Their answers are read with the
 * blobs as they are, so that a taken item goes back byte for byte, readable here or not.
 */
export class GiveBacks {
  readonly #kept = new Set<UserCall>();

  constructor(
    readonly serialization: Serialization,
    readonly tell: (event: ClientEvent) => void,
    readonly mended: SchemaReplication['mended'],
    /** Sends the call that undoes another. */
    readonly send: (undo: GiveBack) => Observable<unknown>,
  ) {}

  get size(): number {
    return this.#kept.size;
  }

  keep(call: UserCall): void {
    call.abandoned = true;
    if (!call.holding) call.deadline = Infinity;
    this.#kept.add(call);
  }

  /**
   * There will be no answer. What was sent may have locked something all the same, which is undone; or, where `error` says
   * that it may have run, taken something, which is lost and told.
   */
  drop(call: UserCall, error?: HazelcastError): void {
    this.#kept.delete(call);
    if (this.#undoAfter(call, undefined) || !error || !mayHaveRun(error)) return;
    const { operation, structure } = detailsOf(call);
    this.tell({
      type: 'indeterminate',
      operation: operation!,
      structure: structure!,
      error: indeterminate(call, error),
    });
  }

  /** The answer of a kept call came: undoes what it did. */
  answered(call: UserCall, response: unknown): void {
    this.#kept.delete(call);
    const { operation, heldMessage } = call;
    const raw = heldMessage ? operation.response.decodeMessage(Reader.over(heldMessage, rawData)) : response;
    this.#undoAfter(call, raw);
  }

  /** Whether there is something to undo. */
  #undoAfter({ operation, request, attempt }: UserCall, response: unknown): boolean {
    const undo = operation.giveBack?.(request as never, response as never, attempt > 1);
    if (undo) this.undo(undo === 'again' ? { operation, request } : undo);
    return undo !== undefined;
  }

  /** Ends by itself, as every call does, also by the end of the client. */
  undo(undo: GiveBack): void {
    const lost = (error?: HazelcastError): void => this.#lost(undo, error);
    this.send(undo).subscribe({
      next: response => {
        if (undo.refused?.(response as never)) lost();
        const next = undo.operation.giveBack?.(undo.request as never, response as never, false);
        if (next && next !== 'again') this.undo(next);
      },
      error: (error: HazelcastError) => {
        if (undo.item !== undefined || !heldNoMore(error)) lost(error);
      },
    });
  }

  /** Tells of it at once, or as soon as the schemas of its item are there. */
  #lost(undo: GiveBack, error: HazelcastError | undefined): void {
    const { operation, structure } = detailsOf(undo);
    const tell = (item: unknown): void =>
      this.tell({ type: 'giveBackRefused', operation: operation!, structure, item, error });
    try {
      tell(this.#readable(undo.item));
    } catch (unknown) {
      // Ends by itself, too.
      this.mended(unknown)!.subscribe({ error: () => tell(undo.item), complete: () => this.#lost(undo, error) });
    }
  }

  /** The value of a blob, or the blob where it cannot be read; of several, each. Throws for an unknown schema. */
  #readable(item: unknown): unknown {
    if (Array.isArray(item)) return item.map(each => this.#readable(each));
    if (!(item instanceof Data)) return item;
    try {
      return this.serialization.toObject(item);
    } catch (error) {
      if (error instanceof UnknownSchemaError) throw error;
      return item;
    }
  }
}

/** An answer says that it has not, all but those of which the member knows no more. */
function mayHaveRun(error: HazelcastError): boolean {
  return faultClass(error) === 'now' || error.code === 'WIRE';
}

/** It was not held, or not any more; the end of the client ends all it holds. */
function heldNoMore({ code }: HazelcastError): boolean {
  return code === 'ILLEGAL_MONITOR_STATE' || code === 'CLIENT_NOT_ACTIVE';
}
