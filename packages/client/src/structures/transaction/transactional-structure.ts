import type { AnyOperation, Data, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { Observable } from 'rxjs';
import { asHazelcastError } from '../../errors.js';
import type { TransactionLine } from './transaction-line.js';

/** What the structures of one transaction share. */
export interface TransactionParts {
  readonly line: TransactionLine;
  /** The blob of a value; throws for what cannot be stored. */
  readonly data: (value: unknown) => Data;
}

/** What the row wants of a caller: the rest is the transaction's. */
export type Fields<O extends AnyOperation> = Omit<RequestOf<O>, 'name' | 'txnId' | 'threadId'>;

/** A structure as one transaction sees it. Making one sends nothing. */
export abstract class TransactionalStructure {
  readonly #parts: TransactionParts;

  constructor(
    parts: TransactionParts,
    readonly name: string,
  ) {
    this.#parts = parts;
  }

  protected get line(): TransactionLine {
    return this.#parts.line;
  }

  protected data(value: unknown): Data {
    return this.#parts.data(value);
  }

  /** `fields` are asked for on subscribe: that is when values are serialized. */
  protected call<O extends AnyOperation, T>(
    operation: O,
    fields: () => Fields<O>,
    project: (response: ResponseOf<O>) => T,
  ): Observable<T> {
    return new Observable(subscriber => {
      try {
        return this.line.call(operation, this.name, fields()).subscribe({
          next: response => subscriber.next(project(response)),
          error: error => subscriber.error(error),
          complete: () => subscriber.complete(),
        });
      } catch (error) {
        throw asHazelcastError(error, { operation: operation.name, structure: this.name });
      }
    });
  }
}
