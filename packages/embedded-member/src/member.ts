import type { UUID } from '@hazelrx/protocol';
import type { Address, Transport, TransportHandlers } from 'hazelrx';
import { ClientLink, type LinkOwner } from './client-link.js';
import { Parking } from './parking.js';
import { PartitionStores } from './partition-stores.js';
import type { AnyRequest, Link } from './request.js';
import type { Undo } from './timers.js';

/** Whom a member tells what comes over its connections. */
export interface MemberHome {
  later(millis: number, run: () => void): Undo;
  take(member: EmbeddedMember, request: AnyRequest): void;
  left(member: EmbeddedMember, link: Link): void;
}

/** One life of a member: a restart makes another one, with another UUID, on the same address. */
export class EmbeddedMember implements LinkOwner {
  readonly stores = new PartitionStores();
  readonly parking: Parking;
  readonly links = new Set<Link>();
  running = true;
  /** What it does when it is thawed, or what becomes of it when it ends before. */
  #held: { readonly run: () => void; readonly lost: () => void }[] | undefined;

  constructor(
    readonly home: MemberHome,
    readonly uuid: UUID,
    readonly address: Address,
  ) {
    this.parking = new Parking((millis, run) => home.later(millis, run));
  }

  /** A client connects. */
  accept(transport: Transport): TransportHandlers {
    const link = new ClientLink(this, transport);
    this.links.add(link);
    return link;
  }

  take(request: AnyRequest): void {
    if (!this.holds(() => this.take(request))) this.home.take(this, request);
  }

  left(link: Link): void {
    this.links.delete(link);
    this.home.left(this, link);
  }

  /** The connection of a client to this member. */
  linkOf(client: UUID): Link | undefined {
    for (const link of this.links) if (link.client?.uuid.equals(client)) return link;
    return undefined;
  }

  holds(run: () => void, lost = (): void => {}): boolean {
    this.#held?.push({ run, lost });
    return this.#held !== undefined;
  }

  /** Does nothing, and answers nothing, until it is thawed. Its connections stay open. */
  freeze(): void {
    this.#held ??= [];
  }

  thaw(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { run } of held) run();
  }

  /** The end of its process. */
  end(): void {
    this.running = false;
    for (const link of this.links) link.close();
    for (const { lost } of this.#held ?? []) lost();
    this.#held = undefined;
    this.parking.end();
  }
}
