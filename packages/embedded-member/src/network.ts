import type { Address, Dial, Transport, TransportHandlers } from 'hazelrx';
import { dialMemory } from 'hazelrx';

/** Who answers at an address; undefined refuses the connection. */
export type Answering = (address: Address, transport: Transport) => TransportHandlers | undefined;

/** How clients reach the members. */
export interface Network {
  /** An address for a new member, its own for the cluster's life. */
  address(): Promise<Address>;
  /** Clients may connect to the address from now on. */
  listen(address: Address): Promise<void>;
  /** They may not any more. */
  close(address: Address): Promise<void>;
  /** How clients in this process get there. Undefined: as to any other member. */
  readonly dial: Dial | undefined;
}

/** Pipes inside the process: connections carry real bytes, and need no socket. */
export class MemoryNetwork implements Network {
  readonly #open = new Set<number>();
  #ports = 5701;
  readonly dial: Dial;

  constructor(answering: Answering) {
    this.dial = dialMemory((address, transport) =>
      this.#open.has(address.port) ? answering(address, transport) : undefined,
    );
  }

  address(): Promise<Address> {
    return Promise.resolve({ host: '127.0.0.1', port: this.#ports++ });
  }

  listen({ port }: Address): Promise<void> {
    this.#open.add(port);
    return Promise.resolve();
  }

  close({ port }: Address): Promise<void> {
    this.#open.delete(port);
    return Promise.resolve();
  }
}
