import type { HazelcastClient } from 'hazelrx';
import { answerTo, type Asker } from './calls.js';
import { EventLog } from './event-log.js';
import { type AnyMap, KeyLocks } from './key-locks.js';
import { type Call, describeCall, impatient, KEYS, type Operation } from './operations.js';
import type { Facts, Step } from './transcript.js';

/** One map of one cluster, as its clients use it one after the other. */
export class SharedMap {
  readonly #clients: readonly HazelcastClient[];
  readonly #maps: readonly AnyMap[];
  readonly #locks = new KeyLocks();
  #log: EventLog;

  private constructor(clients: readonly HazelcastClient[], name: string) {
    this.#clients = clients;
    this.#maps = clients.map(client => client.getMap(name));
    this.#log = this.#newLog();
  }

  /** Resolves when its events are heard. */
  static async listenedTo(clients: readonly HazelcastClient[], name: string): Promise<SharedMap> {
    const shared = new SharedMap(clients, name);
    await shared.#log.listening();
    return shared;
  }

  async perform(operation: Operation): Promise<Step> {
    const { asker, call, what } = this.#planned(operation);
    if (call.method !== 'destroy') return { what, facts: { answer: await answerTo(call, asker) } };
    // Members forget who listens to a map that is destroyed.
    const told = await this.#log.facts();
    const answer = await answerTo(call, asker);
    this.#locks.allFreed();
    this.#log[Symbol.dispose]();
    this.#log = this.#newLog();
    await this.#log.listening();
    return { what, facts: { ...told, answer } };
  }

  /** What is there in the end, and what was told. */
  async end(): Promise<Step> {
    const asker = this.#asker(0);
    const state = [
      { method: 'entrySet', arguments: [] },
      { method: 'size', arguments: [] },
      ...['isLocked', 'getEntryView'].flatMap(method => KEYS.map(key => ({ method, arguments: [key] }))),
    ].map(async call => [describeCall(call), await answerTo(call, asker)]);
    const facts = Object.fromEntries(await Promise.all(state)) as Facts;
    return { what: 'in the end', facts: { ...facts, ...(await this.#log.facts()) } };
  }

  /** Leaves nothing behind. */
  async destroy(): Promise<void> {
    this.#log[Symbol.dispose]();
    await answerTo({ method: 'destroy', arguments: [] }, this.#asker(0));
  }

  /** Who asks for what, now that some keys are locked. */
  #planned(operation: Operation): { readonly asker: Asker; readonly call: Call; readonly what: string } {
    const [key] = operation.arguments;
    const holder = this.#locks.holder(key);
    const index = (operation.asOwner ? holder?.client : undefined) ?? operation.client;
    // A row of the protocol has no view to go through.
    const owned = operation.asOwner && !operation.method.startsWith('Map.') ? holder?.view : undefined;
    const call = holder && !owned ? impatient(operation) : operation;
    const what = `client ${index}${owned ? ', the owner' : ''}: ${describeCall(call)}`;
    return { asker: this.#asker(index, owned), call, what };
  }

  #asker(index: number, view = this.#maps[index]!): Asker {
    return { index, client: this.#clients[index]!, view, locks: this.#locks };
  }

  #newLog(): EventLog {
    return new EventLog(this.#clients[0]!, this.#maps[0]!);
  }
}
