import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstOf } from '../../support/awaiting.js';
import { Hearing } from './hearing.js';
import { lossesOf, type Source, sourcesOf } from './source.js';

/** Ids that are tried to find one of a member's. */
const ATTEMPTS = 500;

/** A source, and those who hear it. */
interface Heard {
  readonly source: Source;
  readonly hearings: readonly Hearing[];
}

/** Does what the streams of two clients must tell, each thing once. */
export class Probes implements Disposable {
  /** Probes so far. */
  count = 0;
  readonly #heard: readonly Heard[];
  readonly #losses: ReadonlyMap<string, Hearing>;
  readonly #router;

  /** `client`: connected to every member; does what is told. `unisocket`: hears of all members through one. */
  constructor(client: HazelcastClient, unisocket: HazelcastClient) {
    this.#router = partsOf(client).router;
    const others = sourcesOf(unisocket);
    this.#heard = sourcesOf(client).map((source, n) => {
      const hearings = [new Hearing(client.name, source)];
      if (!source.isOwners) hearings.push(new Hearing(unisocket.name, others[n]!));
      return { source, hearings };
    });
    this.#losses = new Map(
      Object.entries(lossesOf(client)).map(([type, source]) => [type, new Hearing(client.name, source)]),
    );
  }

  /** Those that are registered on every member, each by itself. */
  get registered(): readonly Hearing[] {
    const heard = this.#heard.filter(({ source }) => !source.isRead).map(({ hearings }) => hearings[0]!);
    return [...heard, ...this.#losses.values()];
  }

  get #hearings(): readonly Hearing[] {
    return [...this.#heard.flatMap(({ hearings }) => hearings), ...this.#losses.values()];
  }

  /** Resolves when all that can be registered are so, everywhere. */
  async listening(): Promise<void> {
    const signalling = this.#hearings.filter(({ source }) => !source.isRead);
    await Promise.all(signalling.map(hearing => hearing.listens()));
  }

  /** Resolves when all that is expected has come. */
  async complete(): Promise<void> {
    await Promise.all(this.#hearings.map(hearing => hearing.complete()));
  }

  /** What has come too often, so far. */
  get surplus(): readonly string[] {
    return this.#hearings.flatMap(({ surplus }) => surplus);
  }

  /**
   * One probe a source, and one for each of these members where each tells of its own. Resolves when all have come, with
   * whether those for each member have come from there. `settled`: partitions do not move now.
   */
  async round(members: readonly string[], settled: boolean): Promise<boolean> {
    const rounds = this.#heard
      .filter(({ source }) => settled || !source.isOwners)
      .map(heard => (heard.source.isSpread ? this.#spread(heard, members) : this.#probe(heard, this.#nextId())));
    return (await Promise.all(rounds)).every(Boolean);
  }

  /** The owner of these partitions is killed. */
  lose(partitions: readonly number[]): void {
    for (const [type, hearing] of this.#losses) for (const id of partitions) hearing.expect(type, id);
  }

  [Symbol.dispose](): void {
    for (const hearing of this.#hearings) hearing[Symbol.dispose]();
  }

  async #spread(heard: Heard, members: readonly string[]): Promise<boolean> {
    const types = Object.keys(heard.source.acts);
    let isFromAll = true;
    for (const member of members) {
      const id = this.#idAt(member);
      if (id !== undefined) await this.#probe(heard, id);
      isFromAll &&= heard.hearings.every(hearing => types.every(type => hearing.memberOf(type, id) === member));
    }
    return isFromAll;
  }

  /** What comes of the second act comes after all that has come of the first, unless the partition moves. */
  async #probe({ source, hearings }: Heard, id: string): Promise<true> {
    for (const [type, act] of Object.entries(source.acts)) {
      for (const hearing of hearings) hearing.expect(type, id);
      await firstOf(act(id));
      await Promise.all(hearings.map(hearing => hearing.complete()));
    }
    return true;
  }

  #nextId(): string {
    return `probe-${++this.count}`;
  }

  /** In a partition that the member owns, as far as the client knows; undefined where it owns none. */
  #idAt(member: string): string | undefined {
    const { partitions } = this.#router.connections;
    const probe = this.#nextId();
    const ids = Array.from({ length: ATTEMPTS }, (_, n) => `${probe}-${n}`);
    return ids.find(id => String(partitions.owner(this.#router.ofKey(id))) === member);
  }
}
