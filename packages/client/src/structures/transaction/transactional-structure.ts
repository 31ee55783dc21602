import {
  type AnyOperation,
  type Codecs,
  type Data,
  type RequestOf,
  type ResponseOf,
  UnsentSchemaError,
} from '@hazelrx/protocol';
import { defer, map, type Observable } from 'rxjs';
import { asHazelcastError, HazelcastError } from '../../errors.js';
import type { Core } from '../structure.js';
import type { TransactionLine } from './transaction-line.js';

/** What the structures of one transaction share. */
export interface TransactionParts {
  readonly line: TransactionLine;
  readonly core: Pick<Core, 'router' | 'resolved'>;
}

/** What the row wants of a caller: the rest is the transaction's. */
export type Fields<O extends AnyOperation> = Omit<RequestOf<O>, 'name' | 'txnId' | 'threadId'>;

/** A structure as one transaction sees it. Making one sends nothing. */
export abstract class TransactionalStructure {
  readonly #parts: TransactionParts;
  readonly #codecs: Codecs | undefined;

  constructor(
    parts: TransactionParts,
    readonly name: string,
    codecs?: Codecs,
  ) {
    this.#parts = parts;
    this.#codecs = codecs;
  }

  protected get line(): TransactionLine {
    return this.#parts.line;
  }

  /** The blob of a key; throws for what cannot be one. */
  protected keyData(key: unknown): Data {
    return this.#parts.core.router.data(key, this.#codecs?.key);
  }

  protected valueData(value: unknown): Data {
    return this.#parts.core.router.data(value, this.#codecs?.value);
  }

  /** Of what is of the type that it says itself, as predicates. */
  protected objectData(object: unknown): Data {
    return this.#parts.core.router.data(object, this.#codecs?.object);
  }

  /** The error of a call whose arguments cannot be meant. */
  protected refusal(operation: AnyOperation, reason: string): HazelcastError {
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: operation.name, structure: this.name });
  }

  /** `fields` are asked for on subscribe: that is when values are serialized. */
  protected call<O extends AnyOperation, T>(
    operation: O,
    fields: () => Fields<O>,
    project: (response: ResponseOf<O>) => T,
  ): Observable<T> {
    return defer(() => this.line.call(operation, this.name, this.#serialized(operation, fields), this.#codecs)).pipe(
      map(project),
    );
  }

  /** What lacks a schema is serialized when it is its turn: it keeps its place among the calls. */
  #serialized<O extends AnyOperation>({ name: operation }: O, fields: () => Fields<O>): object | Observable<object> {
    const details = { operation, structure: this.name };
    try {
      return fields();
    } catch (error) {
      if (error instanceof UnsentSchemaError) return this.#parts.core.resolved(fields, details);
      throw asHazelcastError(error, details);
    }
  }
}
