import type { AnyOperation } from '@hazelrx/protocol';
import type { SchedulerLike } from 'rxjs';
import type { EmbeddedMember } from './member.js';
import { Refusal } from './refusal.js';
import type { AnyRequest } from './request.js';
import type { MemberErrorCode } from 'hazelrx';

/** Which requests a fault is for: those that fit everything that is said. */
export interface Match {
  /** A row of `hazelrx/operations`. */
  readonly operation?: AnyOperation;
  /** The name of the structure. */
  readonly structure?: string;
  /** The index of the member that gets it is the test's business: hand over the member. */
  readonly member?: EmbeddedMember;
  /** Only this many of them. Default: all, until the fault is lifted. */
  readonly times?: number;
}

type Effect = (request: AnyRequest, go: () => void) => void;

interface Fault {
  readonly match: Match;
  readonly effect: Effect;
  left: number;
}

/** What goes wrong with requests that have reached a member, in the order it was asked for. */
export class Faults {
  readonly #faults = new Set<Fault>();

  constructor(readonly scheduler: SchedulerLike) {}

  /** They are handled this many milliseconds later. Those behind them overtake. */
  delay(match: Match, millis: number): () => void {
    return this.#add(match, (_, go) => void this.scheduler.schedule(go, millis));
  }

  /** They are never handled, nor answered. */
  drop(match: Match): () => void {
    return this.#add(match, () => {});
  }

  /** They are answered with an error, and not handled. */
  answer(match: Match, code: MemberErrorCode, message = `the test says ${code}`): () => void {
    return this.#add(match, request => request.refuse(new Refusal(code, message)));
  }

  /** They are handled, and the connection ends before their answer leaves. */
  cut(match: Match): () => void {
    return this.#add(match, (request, go) => {
      request.link.mute();
      go();
      request.link.close();
    });
  }

  /** Finds the first fault that is meant for a request; without one it goes on at once. */
  meet(request: AnyRequest, member: EmbeddedMember, go: () => void): void {
    for (const fault of this.#faults) {
      if (!fits(fault.match, request, member)) continue;
      if (--fault.left <= 0) this.#faults.delete(fault);
      return fault.effect(request, go);
    }
    go();
  }

  #add(match: Match, effect: Effect): () => void {
    const fault = { match, effect, left: match.times ?? Infinity };
    this.#faults.add(fault);
    return () => void this.#faults.delete(fault);
  }
}

function fits({ operation, structure, member }: Match, request: AnyRequest, at: EmbeddedMember): boolean {
  const { name } = request.arguments_ as { readonly name?: unknown };
  return (
    (operation === undefined || operation.id === request.operation.id) &&
    (structure === undefined || structure === name) &&
    (member === undefined || member === at)
  );
}
