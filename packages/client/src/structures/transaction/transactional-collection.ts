import type { AnyOperation, ResponseOf } from '@hazelrx/protocol';
import type { Observable } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { type Fields, TransactionalStructure } from './transactional-structure.js';

/**
 * A queue, list or set within a transaction. Members keep what is to be committed by name alone: of a list and a set of one
 * name they would commit the one to the other. So a transaction has one kind of them to a name, and refuses others.
 */
export abstract class TransactionalCollection extends TransactionalStructure {
  protected abstract readonly kind: 'queue' | 'list' | 'set';

  protected override call<O extends AnyOperation, T>(
    operation: O,
    fields: () => Fields<O>,
    project: (response: ResponseOf<O>) => T,
  ): Observable<T> {
    const claimed = (): Fields<O> => {
      this.#claim(operation);
      return fields();
    };
    return super.call(operation, claimed, project);
  }

  #claim({ name: operation }: AnyOperation): void {
    const { collections } = this.line;
    const kind = collections.get(this.name) ?? this.kind;
    collections.set(this.name, kind);
    if (kind === this.kind) return;
    const reason = `this transaction has a ${kind} of that name, and members would take the one for the other`;
    throw new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation, structure: this.name });
  }
}
