import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestMember } from 'hazelrx/testing';
import type { Changes } from './changes.js';
import type { ClusterPlan } from './cluster-options.js';
import { MemberStartError } from './errors.js';
import { javaCommand, type JavaSetup } from './java-command.js';
import { JavaProcess } from './java-process.js';
import { memberConfig } from './member-config.js';
import { MemberLog } from './member-log.js';

/** What all members of one cluster share. */
export interface Surroundings {
  readonly plan: ClusterPlan;
  readonly setup: JavaSetup;
  /** Woken by each line and by each end of a process. */
  readonly changes: Changes;
  /** Aborted when the cluster ends: nothing may be spawned any more. */
  readonly ended: AbortSignal;
}

/** One member on its port: a process that may end and be launched again. */
export class Member implements TestMember {
  readonly address: string;
  readonly #around: Surroundings;
  #process: JavaProcess | undefined;
  #log = new MemberLog();
  #leaving = false;

  constructor(
    readonly index: number,
    readonly port: number,
    around: Surroundings,
  ) {
    this.address = `127.0.0.1:${port}`;
    this.#around = around;
  }

  get log(): MemberLog {
    return this.#log;
  }

  get pid(): number | undefined {
    return this.running ? this.#process?.pid : undefined;
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exit === undefined && !this.#leaving;
  }

  /** Starts the process and resolves when the member has started and joined, not yet when the others know it. */
  async launch(peers: readonly string[]): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), `hazelrx-member-${process.pid}-`));
    try {
      this.#spawn(await this.#writeConfig(folder, peers));
      await this.until(() => this.#log.started, 'did not start');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Waits for a condition of the starting member; rejects when the member ends, or after the plan's deadline. */
  async until(condition: () => boolean, otherwise: string): Promise<void> {
    const { changes, plan } = this.#around;
    const check = () => {
      const exit = this.#process?.exit;
      if (exit === undefined) return this.running && condition();
      throw this.#failure(`ended while it was being started (${exit.signal ?? `exit code ${exit.code}`})`, exit.code);
    };
    await changes.until(check, plan.startTimeout, () => this.#failure(`${otherwise} within ${plan.startTimeout} ms`));
  }

  /** SIGTERM, and SIGKILL when the member does not leave in time, which is an error. */
  async stop(): Promise<void> {
    const ending = this.#end('SIGTERM');
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      this.#process?.signal('SIGKILL');
    }, STOP_TIMEOUT);
    await ending;
    clearTimeout(timer);
    if (overdue) throw new Error(`${this.#title} did not shut down within ${STOP_TIMEOUT} ms and was killed`);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#leaving = true;
    this.#process?.signal(signal);
    await this.#process?.ended;
  }

  #spawn(configFile: string): void {
    const { plan, setup, changes, ended } = this.#around;
    if (ended.aborted) throw new Error(`cluster '${plan.clusterName}' has ended`);
    const log = (this.#log = new MemberLog());
    this.#leaving = false;
    const process = new JavaProcess(javaCommand(setup, configFile), plan.env, line => {
      log.add(line);
      plan.log(line, this.index);
      changes.wake();
    });
    this.#process = process;
    void process.ended.then(() => changes.wake());
  }

  async #writeConfig(folder: string, peers: readonly string[]): Promise<string> {
    const { plan } = this.#around;
    const place = { port: this.port, peers };
    const file = join(folder, 'hazelcast.yaml');
    const imported = join(folder, 'imported.yaml');
    if (typeof plan.config === 'string') await writeFile(imported, plan.config);
    const config = memberConfig(plan, typeof plan.config === 'string' ? { ...place, imported } : place);
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config, undefined, 2));
    return file;
  }

  #failure(what: string, exitCode?: number | null): MemberStartError {
    return new MemberStartError(`${this.#title} ${what}:`, exitCode, this.#log.tail, this.#log.portTaken);
  }

  get #title(): string {
    const { version, clusterName } = this.#around.plan;
    return `member ${this.index} (${this.address}, Hazelcast ${version}, cluster '${clusterName}')`;
  }
}

/** Twice what a member itself waits for its data to be safe elsewhere. */
const STOP_TIMEOUT = 60_000;
