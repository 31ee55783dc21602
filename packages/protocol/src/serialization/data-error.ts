import type { Data } from '../data.js';

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
  /** The type that could not be read, which may lie inside the blob. */
  readonly typeId: number | undefined;
  /** Where in the written value the culprit is, `$` being the value itself: `$.lines[3].price`. */
  readonly path: string | undefined;
  /** The whole blob that could not be read: its bytes are not lost with the failure. */
  readonly data: Data | undefined;
  readonly #reason: string;

  constructor(reason: string, { typeId, path, data, cause }: DataErrorDetails = {}) {
    super(path === undefined ? reason : `${path}: ${reason}`, cause === undefined ? undefined : { cause });
    this.#reason = reason;
    this.typeId = typeId;
    this.path = path;
    this.data = data;
  }

  /** The same failure seen from the container that holds the value: `step` leads from it to the value. */
  within(step: string): DataError {
    const path = `$${step}${this.path?.slice(1) ?? ''}`;
    const shown = path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;
    return new DataError(this.#reason, { typeId: this.typeId, path: shown, cause: this.cause });
  }
}
