import { type Address, type Dial, dialMemory, type Transport, type TransportHandlers } from 'hazelrx';

/** Who answers at an address; undefined refuses the connection. */
export type Answering = (address: Address, transport: Transport) => TransportHandlers | undefined;

/** How clients reach the members. */
export interface Network {
  /** An address for a new member, its own for the cluster's life. */
  address(): Promise<Address>;
  /** Clients may connect to the address from now on. */
  listen(address: Address): Promise<void>;
  /** They may not any more. Resolves when nothing of it is left. */
  close(address: Address): Promise<void>;
  readonly dial: Dial;
}

export type NetworkOf = (answering: Answering) => Network;

/** As in Hazelcast. */
const FIRST_PORT = 5701;

/** Pipes inside the process: connections carry real bytes, and need no socket. */
export class MemoryNetwork implements Network {
  readonly #open = new Set<number>();
  #next = FIRST_PORT;
  readonly dial: Dial;

  constructor(answering: Answering) {
    this.dial = dialMemory((address, transport) =>
      this.#open.has(address.port) ? answering(address, transport) : undefined,
    );
  }

  address(): Promise<Address> {
    return Promise.resolve({ host: '127.0.0.1', port: this.#next++ });
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
