import type { AnyOperation, UUID } from '@hazelrx/protocol';
import type { MemberErrorCode } from 'hazelrx';
import type { EmbeddedMember } from './member.js';
import { Refusal } from './refusal.js';
import type { AnyRequest } from './request.js';
import type { Undo } from './timers.js';

/** Which requests a fault is for: those that fit everything that is said. */
export interface Match {
  /** A row of `hazelrx/operations`. */
  readonly operation?: AnyOperation;
  /** The name of the structure. */
  readonly structure?: string;
  /** The index of the member that gets it. */
  readonly member?: number;
  /** Only this many of them. Default: all, until the fault is lifted. */
  readonly times?: number;
}

type Effect = (request: AnyRequest, go: () => void) => void;

interface Fault {
  readonly match: Match;
  readonly effect: Effect;
  left: number;
}

/** Where faults happen. */
export interface FaultySide {
  /** By index; throws a `RangeError` where there is none. */
  member(index: number): EmbeddedMember;
  readonly lives: readonly EmbeddedMember[];
  later(millis: number, run: () => void): Undo;
  split(groups: readonly (readonly EmbeddedMember[])[]): Undo;
}

/** What goes wrong, as a script: nothing here depends on chance. The first fault that fits a request is the one it meets. */
export interface Faults {
  /** Requests that fit are handled this many milliseconds later. Those behind them overtake. */
  delay(match: Match, millis: number): Undo;
  /** They are never handled, nor answered. */
  drop(match: Match): Undo;
  /** They are answered with an error, and not handled. */
  answer(match: Match, code: MemberErrorCode, message?: string): Undo;
  /** They are handled, and the connection ends when the answer is to leave, with all that was to leave with it. */
  loseAnswer(match: Match): Undo;
  /** Ends connections, now: of this client, to this member, or all. */
  cut(connections?: { readonly client?: UUID; readonly member?: number }): void;
  /** The member does nothing, and answers nothing; its connections stay open. Undone, it does all that came meanwhile. */
  freeze(member: number): Undo;
  /**
   * Members of different groups do not see each other any more, and each group goes on with the copies it has; those
   * named in none stay with the first. Undone, the members of the smaller groups come back to the largest as new
   * members: what they have and it has not is put there, else theirs is forgotten.
   */
  split(groups: readonly (readonly number[])[]): Undo;
}

export class FaultScript implements Faults {
  readonly #faults = new Set<Fault>();

  constructor(readonly side: FaultySide) {}

  delay(match: Match, millis: number): Undo {
    return this.#add(match, (_, go) => void this.side.later(millis, go));
  }

  drop(match: Match): Undo {
    return this.#add(match, () => {});
  }

  answer(match: Match, code: MemberErrorCode, message = `the test says ${code}`): Undo {
    return this.#add(match, request => request.refuse(new Refusal(code, message)));
  }

  loseAnswer(match: Match): Undo {
    return this.#add(match, (request, go) => {
      request.answerIsLost = true;
      go();
    });
  }

  cut({ client, member }: { readonly client?: UUID; readonly member?: number } = {}): void {
    const members = member === undefined ? this.side.lives : [this.side.member(member)];
    for (const { links } of members)
      for (const link of links) if (!client || link.client?.uuid.equals(client)) link.close();
  }

  freeze(member: number): Undo {
    const frozen = this.side.member(member);
    frozen.freeze();
    return () => frozen.thaw();
  }

  split(groups: readonly (readonly number[])[]): Undo {
    return this.side.split(groups.map(group => group.map(index => this.side.member(index))));
  }

  /** Lets a request meet its fault; without one it goes on at once. */
  meet(request: AnyRequest, at: EmbeddedMember, go: () => void): void {
    for (const fault of this.#faults) {
      if (!this.#fits(fault.match, request, at)) continue;
      if (--fault.left <= 0) this.#faults.delete(fault);
      return fault.effect(request, go);
    }
    go();
  }

  #add(match: Match, effect: Effect): Undo {
    if (match.member !== undefined) this.side.member(match.member);
    const fault = { match, effect, left: match.times ?? Infinity };
    if (fault.left > 0) this.#faults.add(fault);
    return () => void this.#faults.delete(fault);
  }

  #fits({ operation, structure, member }: Match, request: AnyRequest, at: EmbeddedMember): boolean {
    const { name } = request.fields as { readonly name?: unknown };
    return (
      (operation === undefined || operation.id === request.operation.id) &&
      (structure === undefined || structure === name) &&
      (member === undefined || this.side.lives[member] === at)
    );
  }
}
