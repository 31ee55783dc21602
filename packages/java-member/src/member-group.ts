import type { TestMember } from 'hazelrx/testing';
import { Changes } from './changes.js';
import { CP_MEMBERS, type ClusterPlan } from './cluster-options.js';
import { MemberStartError } from './errors.js';
import type { JavaCluster } from './java-cluster.js';
import type { JavaSetup } from './java-command.js';
import { agree } from './member-log.js';
import { Member, type Surroundings } from './member.js';
import { holdFreePort, releasePort } from './ports.js';

/** The members of one cluster: places them on ports, tells them of each other, waits until they agree. */
export class MemberGroup implements JavaCluster {
  readonly #plan: ClusterPlan;
  readonly #around: Surroundings;
  readonly #members: Member[] = [];
  readonly #end = new AbortController();

  constructor(plan: ClusterPlan, setup: JavaSetup) {
    this.#plan = plan;
    this.#around = { plan, setup, changes: new Changes(), ended: this.#end.signal };
  }

  get clusterName(): string {
    return this.#plan.clusterName;
  }

  get version(): string {
    return this.#plan.version;
  }

  get members(): readonly TestMember[] {
    return this.#members;
  }

  get addresses(): readonly string[] {
    return this.#running.map(({ address }) => address);
  }

  /** The first member alone, then the others at once: without a master to join they take 5 s to agree on one. */
  async start(): Promise<void> {
    const first = await this.addMember();
    await Promise.all(Array.from({ length: this.#plan.members - 1 }, () => this.addMember()));
    if (!this.#plan.cp) return;
    const ready = () => this.#running.filter(({ log }) => log.cpReady).length >= CP_MEMBERS;
    await this.#member(first).until(ready, 'found no CP group');
  }

  async addMember(): Promise<number> {
    const { port } = this.#plan;
    if (port !== undefined) return this.#join(this.#place(port + this.#members.length));
    let member = this.#place(await holdFreePort());
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#join(member);
      } catch (error) {
        const again = error instanceof MemberStartError && error.portTaken && attempt < PORT_ATTEMPTS;
        if (!again) throw error;
        releasePort(member.port);
        member = this.#place(await holdFreePort(), member.index);
      }
    }
  }

  async stop(index: number): Promise<void> {
    await this.#member(index).stop();
  }

  async kill(index: number): Promise<void> {
    await this.#member(index).kill();
  }

  async restart(index: number): Promise<void> {
    const member = this.#member(index);
    await member.stop();
    await this.#join(member);
  }

  pid(index: number): number | undefined {
    return this.#member(index).pid;
  }

  logTail(index: number): readonly string[] {
    return this.#member(index).log.tail;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#members.map(member => member.kill()));
    for (const { port } of this.#members) releasePort(port);
  }

  get #running(): readonly Member[] {
    return this.#members.filter(({ running }) => running);
  }

  #place(port: number, index = this.#members.length): Member {
    const member = new Member(index, port, this.#around);
    this.#members[index] = member;
    return member;
  }

  async #join(member: Member): Promise<number> {
    const agreed = () =>
      agree(
        this.#running.map(({ log }) => log),
        this.addresses,
      );
    try {
      await member.launch(this.#members.map(({ address }) => address));
      await member.until(agreed, 'and the other members did not agree on who is in the cluster');
      return member.index;
    } catch (error) {
      await member.kill();
      throw error;
    }
  }

  #member(index: number): Member {
    const member = this.#members[index];
    if (member === undefined)
      throw new RangeError(`there is no member ${index}, the last is ${this.#members.length - 1}`);
    return member;
  }
}

/** Another process can be quicker to bind the port that was free a moment ago. */
const PORT_ATTEMPTS = 3;
