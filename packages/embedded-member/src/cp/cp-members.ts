// The members that keep the state of the CP subsystem: the first that came, or those who have taken their seats.
import type { UUID } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';

/** The fewest CP members from which one may leave on purpose. */
const FEWEST_TO_LEAVE = 3;

/** A CP member: another member that takes it up at the same address is the same CP member. */
export interface Seat {
  readonly uuid: UUID;
  member: EmbeddedMember;
}

/** Who is told when seats change. */
export interface SeatListener {
  added(seat: Seat): void;
  removed(seat: Seat): void;
  /** Seats are without their members, which have not left on purpose. */
  missing(seats: readonly Seat[]): void;
}

export class CpMembers {
  #missing: readonly Seat[] = [];
  #leaving: EmbeddedMember | undefined;

  /** `wanted`: seats; 0 for unsafe mode, in which there are none. */
  constructor(
    readonly cluster: Cluster,
    readonly wanted: number,
    readonly listener: SeatListener,
    public seats: readonly Seat[] = [],
  ) {}

  get hasMajority(): boolean {
    return this.seats.length === 0 || this.present.length > this.seats.length / 2;
  }

  get present(): readonly Seat[] {
    return this.seats.filter(({ member }) => this.cluster.running.includes(member));
  }

  get absent(): readonly Seat[] {
    return this.seats.filter(({ member }) => !this.cluster.running.includes(member));
  }

  /** Members have come or gone. */
  changed(): void {
    for (const seat of this.absent) {
      const { host, port } = seat.member.address;
      const back = this.#standing.find(({ address }) => address.port === port && address.host === host);
      if (back) seat.member = back;
    }
    const before = this.#missing;
    this.#missing = this.absent.filter(({ member }) => member !== this.#leaving);
    if (this.#missing.some(seat => !before.includes(seat))) this.listener.missing(this.#missing);
    this.#fill();
  }

  /** Running, and without a seat. */
  get #standing(): readonly EmbeddedMember[] {
    const seated = this.seats.map(({ member }) => member);
    return this.cluster.running.filter(member => !seated.includes(member) && member !== this.#leaving);
  }

  /** While there is a majority, whoever stands takes a seat that is free, or that of one who is gone. */
  #fill(): void {
    for (const member of this.hasMajority ? this.#standing : []) {
      const [gone] = this.absent;
      if (gone) this.#remove(gone);
      if (this.seats.length >= this.wanted) return;
      const seat = { uuid: member.uuid, member };
      this.seats = [...this.seats, seat];
      this.listener.added(seat);
    }
  }

  #remove(seat: Seat): void {
    this.seats = this.seats.filter(other => other !== seat);
    this.listener.removed(seat);
  }

  /** A member leaves on purpose: its seat goes, unless too few would be left. */
  leaving(member: EmbeddedMember): void {
    this.#leaving = member;
    const seat = this.seats.find(seat => seat.member === member);
    if (!seat || !this.hasMajority || this.seats.length < FEWEST_TO_LEAVE) return;
    this.#remove(seat);
    this.#fill();
  }
}
