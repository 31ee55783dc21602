import { clientCreateProxies, clientCreateProxy, clientDestroyProxy } from '@hazelrx/protocol/operations';
import { defer, EMPTY, type Observable, share, tap } from 'rxjs';
import { requestOn } from '../connection/bound-call.js';
import type { Connection } from '../connection/connection.js';
import type { Proxy } from './call-options.js';
import type { Invoker } from './invoker.js';

/**
 * The structures this client uses. A member makes a structure's configured listeners, indexes and stores only when it is
 * created by name, so each is, once, before its first call.
 */
export class Proxies {
  readonly #proxies = new Map<string, Proxy>();

  constructor(
    readonly invoker: Invoker,
    /** Milliseconds a cluster may take to create them again. */
    readonly timeout: number,
  ) {}

  get(service: string, name: string): Proxy {
    const id = `${service}/${name}`;
    let proxy = this.#proxies.get(id);
    if (!proxy) {
      proxy = this.#describe(service, name);
      this.#proxies.set(id, proxy);
    }
    return proxy;
  }

  #describe(serviceName: string, name: string): Proxy {
    const create$ = this.invoker
      .call(clientCreateProxy, { name, serviceName }, () => undefined, { repeatable: true, internal: true })
      .pipe(
        tap(() => {
          proxy.created = true;
        }),
        share(),
      );
    const proxy: Proxy = { service: serviceName, name, created: false, create$ };
    return proxy;
  }

  /** Removes the structure and its data from the cluster. It comes back, empty, with the next call. */
  destroy(proxy: Proxy): Observable<undefined> {
    const { service: serviceName, name } = proxy;
    return this.invoker.call(
      clientDestroyProxy,
      { name, serviceName },
      () => {
        proxy.created = false;
        return undefined;
      },
      { repeatable: true },
    );
  }

  /** Creates all of them again, in one request, in a cluster that may have been restarted. */
  restore(connection: Connection): Observable<unknown> {
    return defer(() => {
      const proxies = [...this.#proxies.values()].filter(({ created }) => created);
      if (proxies.length === 0) return EMPTY;
      return requestOn(
        connection,
        clientCreateProxies,
        { proxies: proxies.map(({ name, service }) => [name, service] as const) },
        this.timeout,
      );
    });
  }
}
