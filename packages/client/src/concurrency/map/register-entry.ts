// The map entry of a register: its calls, each a part of one call of the application.
import type { AnyOperation, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { mapGet, mapPutIfAbsent, mapRemoveIfSame, mapReplaceIfSame } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { faultClass, HazelcastError, IndeterminateError, TimeoutError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import { toAnswer } from '../../structures/answers.js';
import { NO_THREAD } from '../../structures/lockable-structure.js';
import type { HazelcastMap } from '../../structures/map.js';
import type { Core, Storable } from '../../structures/structure.js';

/** One request gets this part of the time that its call has, so that another can be made when the first is lost. */
const SHARE = 4;
/** Without an end. */
const TTL = 0;

type Bytes = Uint8Array;

export class RegisterEntry {
  readonly #request: { readonly name: string; readonly key: string; readonly threadId: number };
  readonly #options: InternalOptions;

  constructor(
    readonly core: Core,
    { name, serviceName }: HazelcastMap<string, Bytes>,
    key: string,
  ) {
    this.#request = { name, key, threadId: NO_THREAD };
    this.#options = {
      proxy: core.proxies.get(serviceName, name),
      timeout: core.options.invocationTimeout / SHARE,
      internal: true,
      patient: true,
    };
  }

  /** Whatever is there; null for nothing. */
  get(): Observable<unknown> {
    return this.#call(mapGet, this.#request, ({ response }) => response);
  }

  /** Sent once, as all changes: emits what is there already, or null when `value` was put. */
  putIfAbsent(value: Bytes): Observable<unknown> {
    return this.#once(mapPutIfAbsent, { ...this.#request, value, ttl: TTL }, ({ response }) => response);
  }

  replaceIfSame(testValue: Bytes, value: Bytes): Observable<boolean> {
    return this.#once(mapReplaceIfSame, { ...this.#request, testValue, value }, toAnswer);
  }

  removeIfSame(value: Storable): Observable<boolean> {
    return this.#once(mapRemoveIfSame, { ...this.#request, value }, toAnswer);
  }

  #once<O extends AnyOperation, T>(operation: O, request: RequestOf<O>, project: (response: ResponseOf<O>) => T) {
    return this.#call(operation, request, project, { once: true });
  }

  #call<O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options?: InternalOptions,
  ): Observable<T> {
    return this.core.invoker.call(operation, request, project, { ...this.#options, ...options });
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
