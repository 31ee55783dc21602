import type { UUID } from '@hazelrx/protocol';
import type { Address, Transport, TransportHandlers } from 'hazelrx';
import { ClientLink, type LinkOwner } from './client-link.js';
import type { EmbeddedCluster } from './cluster.js';
import { MemberStore } from './member-store.js';
import { Parking } from './parking.js';
import type { AnyRequest } from './request.js';

/** One life of a member: a restart makes another one, with another UUID, on the same address. */
export class EmbeddedMember implements LinkOwner {
  readonly store: MemberStore;
  readonly parking: Parking;
  readonly links = new Set<ClientLink>();
  running = true;
  #frozen: (() => void)[] | undefined;

  constructor(
    readonly cluster: EmbeddedCluster,
    readonly uuid: UUID,
    readonly address: Address,
  ) {
    this.store = new MemberStore(cluster.config);
    this.parking = new Parking(cluster.scheduler);
  }

  /** A client connects. */
  accept(transport: Transport): TransportHandlers {
    const link = new ClientLink(this, transport);
    this.links.add(link);
    return link;
  }

  take(request: AnyRequest): void {
    if (this.#frozen) this.#frozen.push(() => this.take(request));
    else this.cluster.take(this, request);
  }

  left(link: ClientLink): void {
    this.links.delete(link);
    this.cluster.left(this, link);
  }

  /** Does nothing, and answers nothing, until it is thawed. Its connections stay open. */
  freeze(): void {
    this.#frozen ??= [];
  }

  thaw(): void {
    const held = this.#frozen ?? [];
    this.#frozen = undefined;
    for (const run of held) run();
  }

  /** The end of its process. */
  end(): void {
    this.running = false;
    for (const link of [...this.links]) link.close();
    this.parking.end();
  }
}
