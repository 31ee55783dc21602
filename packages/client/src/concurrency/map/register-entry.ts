// The map entry of a register: its calls, each a part of one call of the application.
import type { AnyOperation, Data, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { mapGet, mapPutIfAbsent, mapRemoveIfSame, mapReplaceIfSame } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { faultClass, HazelcastError, IndeterminateError, TimeoutError } from '../../errors.js';
import { toAnswer } from '../../structures/answers.js';
import { NO_THREAD } from '../../structures/lockable-structure.js';
import type { HazelcastMap } from '../../structures/map.js';
import type { Core, Storable } from '../../structures/structure.js';
import type { ToData } from './register-record.js';

/** One request gets this part of the time that its call has, so that another can be made when the first is lost. */
const SHARE = 4;
/** Without an end. */
const TTL = 0;

type Bytes = Uint8Array;
type KeyRequest = Pick<RequestOf<typeof mapGet>, 'name' | 'key' | 'threadId'>;

export class RegisterEntry {
  readonly #name: string;
  readonly #key: string;
  readonly #reading;
  readonly #writing;
  readonly toData: ToData = value => this.core.router.data(value);
  #request: KeyRequest | undefined;

  constructor(
    readonly core: Core,
    { name, serviceName }: HazelcastMap<string, Bytes>,
    key: string,
  ) {
    this.#name = name;
    this.#key = key;
    const timeout = core.options.invocationTimeout / SHARE;
    this.#reading = { proxy: core.proxies.get(serviceName, name), timeout, internal: true, patient: true };
    this.#writing = { ...this.#reading, once: true };
  }

  /** Whatever is there; null for nothing. */
  get(): Observable<unknown> {
    return this.core.invoker.call(mapGet, this.#of, ({ response }) => response, this.#reading);
  }

  /** Sent once, as all changes: emits what is there already, or null when `value` was put. */
  putIfAbsent(value: Storable): Observable<unknown> {
    return this.#once(mapPutIfAbsent, { ...this.#of, value, ttl: TTL }, ({ response }) => response);
  }

  /** `onSent`: called when it leaves. */
  replaceIfSame(testValue: Data, value: Data, onSent: () => void): Observable<boolean> {
    const { name, key, threadId } = this.#of;
    const { proxy, timeout } = this.#writing;
    const request = { name, key, testValue, value, threadId };
    const options = { proxy, timeout, internal: true, patient: true, once: true, onSent };
    return this.core.invoker.call(mapReplaceIfSame, request, toAnswer, options);
  }

  removeIfSame(value: Storable): Observable<boolean> {
    return this.#once(mapRemoveIfSame, { ...this.#of, value }, toAnswer);
  }

  /** Its key is serialized once. */
  get #of(): KeyRequest {
    return (this.#request ??= { name: this.#name, key: this.toData(this.#key), threadId: NO_THREAD });
  }

  #once<O extends AnyOperation, T>(operation: O, request: RequestOf<O>, project: (response: ResponseOf<O>) => T) {
    return this.core.invoker.call(operation, request, project, this.#writing);
  }
}

/**
 * The members have refused it, and would again. After any other error the request may have been done, may still be done
 * later, or was not; and it is worth trying again.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof HazelcastError)) return true;
  if (error instanceof IndeterminateError || error instanceof TimeoutError) return false;
  return error.memberStack !== undefined && faultClass(error) === 'never';
}

/** Of a request to read: there is no sense in trying again. */
export function isFinal(error: unknown): boolean {
  return !(error instanceof TimeoutError) && (!(error instanceof HazelcastError) || faultClass(error) === 'never');
}
