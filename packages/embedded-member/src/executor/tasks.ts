// Tasks of one cluster: objects of the user's own, that run on members.
import type { Data, UUID } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import { classNameOf, failureOf } from '../processors/failure.js';
import type { Objects } from '../processors/member-objects.js';
import { memberLeft, Refusal } from '../refusal.js';

/** Where a task runs. */
export interface TaskContext {
  readonly member: UUID;
  /** Aborted when the task is cancelled. */
  readonly signal: AbortSignal;
}

/** What an object has to be, once members have read it, to be a task. */
export interface MemberTask<R = unknown> {
  /** What it returns, or resolves with, is answered. What it throws is the error of the call. */
  call(context: TaskContext): R | Promise<R>;
}

/** How a task ends. */
interface Caller {
  answer(result: Data | null): void;
  refuse(refusal: Refusal): void;
}

/** Where and for whom a task runs. */
interface Run {
  readonly member: EmbeddedMember;
  readonly objects: Objects;
  readonly caller: Caller;
}

interface Running {
  readonly member: EmbeddedMember;
  readonly cancelling: AbortController;
  readonly caller: Caller;
}

export class Tasks {
  /** By id. */
  readonly #running = new Map<string, Running>();
  /** Names of executors, by member. */
  readonly #shutDown = new Map<EmbeddedMember, Set<string>>();

  /** Begins at once, however many there are. Throws for what is no task. */
  begin(id: UUID, data: Data, { member, objects, caller }: Run): void {
    const object = objects.read(data) as Partial<MemberTask> | null;
    if (typeof object?.call !== 'function')
      throw new Refusal('ILLEGAL_ARGUMENT', classNameOf(object), 'java.lang.IllegalArgumentException');
    const key = id.toString();
    const cancelling = new AbortController();
    const running: Running = { member, cancelling, caller };
    this.#running.set(key, running);
    void this.#run(object as MemberTask, objects, running, () => {
      // What was cancelled has been answered.
      const isTold = this.#running.get(key) !== running;
      if (!isTold) this.#running.delete(key);
      return isTold;
    });
  }

  async #run(task: MemberTask, objects: Objects, running: Running, isTold: () => boolean): Promise<void> {
    const { member, cancelling, caller } = running;
    try {
      const result = objects.write(await task.call({ member: member.uuid, signal: cancelling.signal }));
      if (!isTold()) caller.answer(result);
    } catch (error) {
      if (!isTold()) caller.refuse(failureOf(error));
    }
  }

  /** Whether it was there. */
  cancel(id: UUID): boolean {
    const message = 'the task was cancelled';
    return this.#end(id.toString(), new Refusal('CANCELLATION', message, 'java.util.concurrent.CancellationException'));
  }

  /** Those of members that are gone will not answer. */
  dropLeft(): void {
    for (const [key, { member }] of this.#running) if (!member.running) this.#end(key, memberLeft());
  }

  #end(key: string, refusal: Refusal): boolean {
    const running = this.#running.get(key);
    if (!running) return false;
    this.#running.delete(key);
    running.caller.refuse(refusal);
    running.cancelling.abort();
    return true;
  }

  shutDown(name: string, member: EmbeddedMember): void {
    const names = this.#shutDown.get(member) ?? new Set();
    this.#shutDown.set(member, names.add(name));
  }

  isShutDown(name: string, member: EmbeddedMember): boolean {
    return this.#shutDown.get(member)?.has(name) ?? false;
  }

  destroyed(name: string, { running }: Cluster): void {
    for (const member of running) this.#shutDown.get(member)?.delete(name);
  }
}
