import type { Data } from '../data.js';
import { describeTypeId } from './type-id.js';

interface DataErrorDetails {
  typeId?: number | undefined;
  path?: string | undefined;
  data?: Data | undefined;
  cause?: unknown;
}

/** Characters of a path that are worth showing: an endless one is a cycle. */
const MAX_PATH = 200;

/** A value that cannot be written as asked, or a blob that cannot be read. */
export class DataError extends Error {
  override readonly name = 'DataError';
  /** The type that could not be written or read, which may lie inside the blob. */
  readonly typeId: number | undefined;
  /** Where in the value the culprit is, `$` being the value itself: `$.lines[3].price`. */
  readonly path: string | undefined;
  /** The whole blob that could not be read: its bytes are not lost with the failure. */
  readonly data: Data | undefined;
  readonly #reason: string;

  constructor(reason: string, { typeId, path, data, cause }: DataErrorDetails = {}) {
    super(messageOf(reason, typeId, path), cause === undefined ? undefined : { cause });
    this.#reason = reason;
    this.typeId = typeId;
    this.path = path;
    this.data = data;
  }

  /** The same failure seen from the container that holds the value: `step` leads from it to the value. */
  within(step: string): DataError {
    const path = `$${step}${this.path?.slice(1) ?? ''}`;
    return this.#with({ path: path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path });
  }

  /** The same failure, with the type of the value whose part could not be written or read, unless it names one. */
  ofType(typeId: number): DataError {
    return this.typeId === undefined ? this.#with({ typeId }) : this;
  }

  /** The same failure, with the whole blob. */
  of(data: Data): DataError {
    return this.#with({ data });
  }

  #with(more: DataErrorDetails): DataError {
    const { typeId, path, data, cause } = this;
    return new DataError(this.#reason, { typeId, path, data, cause, ...more });
  }
}

function messageOf(reason: string, typeId: number | undefined, path: string | undefined): string {
  const told = path === undefined ? reason : `${path}: ${reason}`;
  if (typeId === undefined) return told;
  const type = describeTypeId(typeId);
  return reason.includes(type) ? told : `${told}; type ${type}`;
}
