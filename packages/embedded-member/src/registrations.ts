import type { UUID } from '@hazelrx/protocol';
import type { EmbeddedMember } from './member.js';
import type { AnyRequest, Link } from './request.js';

export interface Registration {
  readonly id: UUID;
  /** Where it was made, and whose clients are told over this link. */
  readonly member: EmbeddedMember;
  readonly request: AnyRequest;
  /** Of this member's events only. */
  readonly local: boolean;
}

/** The listeners of all clients, by what they listen to. They end with their link. */
export class Registrations {
  readonly #by = new Map<string, Set<Registration>>();

  add(topic: string, registration: Registration): void {
    let all = this.#by.get(topic);
    if (!all) this.#by.set(topic, (all = new Set()));
    all.add(registration);
  }

  /** False when there is none of this id. */
  remove(topic: string, id: UUID): boolean {
    const all = this.#by.get(topic);
    for (const registration of all ?? []) if (registration.id.equals(id)) return all!.delete(registration);
    return false;
  }

  /** Those who are to be told of what happens on a member. */
  *of(topic: string, member: EmbeddedMember): Iterable<AnyRequest> {
    for (const { local, member: at, request } of this.#by.get(topic) ?? []) if (!local || at === member) yield request;
  }

  /** Nobody listens to it any more. */
  drop(topic: string): void {
    this.#by.delete(topic);
  }

  left(link: Link): void {
    for (const [topic, all] of this.#by) {
      for (const registration of all) if (registration.request.link === link) all.delete(registration);
      if (all.size === 0) this.#by.delete(topic);
    }
  }

  /** Those made on these members, which are not here any more. */
  moveOut(members: readonly EmbeddedMember[]): Registrations {
    const moved = new Registrations();
    for (const [topic, all] of this.#by) {
      for (const registration of all) {
        if (!members.includes(registration.member)) continue;
        all.delete(registration);
        moved.add(topic, registration);
      }
    }
    return moved;
  }

  get size(): number {
    let size = 0;
    for (const all of this.#by.values()) size += all.size;
    return size;
  }
}
