/** One member as another one sees it. A restarted member keeps its address and gets another UUID. */
export interface Sighting {
  readonly address: string;
  readonly uuid: string;
}

/** Reads what a member prints: its last lines, whether it started, and whom it sees in the cluster. */
export class MemberLog {
  readonly #tail: string[] = [];
  #block: Sighting[] | undefined;
  #view: readonly Sighting[] = [];
  #started = false;
  #portTaken = false;
  #cpReady = false;

  get tail(): readonly string[] {
    return this.#tail;
  }

  get started(): boolean {
    return this.#started;
  }

  get portTaken(): boolean {
    return this.#portTaken;
  }

  /** The CP subsystem found its members. One that is restarted or joins later is not among them and never says this. */
  get cpReady(): boolean {
    return this.#cpReady;
  }

  /** The members of the cluster as this one last printed them, itself included; the order is the same for all. */
  get view(): readonly Sighting[] {
    return this.#view;
  }

  add(line: string): void {
    if (this.#tail.push(line) > KEPT) this.#tail.shift();
    this.#started ||= STARTED.test(line);
    this.#portTaken ||= PORT_TAKEN.test(line);
    this.#cpReady ||= CP_READY.test(line);
    this.#readView(line);
  }

  #readView(line: string): void {
    if (VIEW_BEGIN.test(line)) this.#block = [];
    const [, host, port, uuid] = VIEW_MEMBER.exec(line) ?? [];
    if (uuid !== undefined) this.#block?.push({ address: `${host}:${port}`, uuid });
    if (this.#block === undefined || !line.startsWith(']')) return;
    this.#view = this.#block;
    this.#block = undefined;
  }
}

/** True when every log shows the same members and these are exactly the ones at the addresses. */
export function agree(logs: readonly MemberLog[], addresses: readonly string[]): boolean {
  const views = logs.map(({ view }) => view.map(({ uuid }) => uuid).join());
  const seen = logs[0]?.view.map(({ address }) => address).sort() ?? [];
  return new Set(views).size <= 1 && seen.join() === [...addresses].sort().join();
}

const KEPT = 500;
const STARTED = /\]:\d+ is STARTED$/;
const PORT_TAKEN = /Port \[\d+\] is already in use/;
const CP_READY = /CP Subsystem is initialized with/;
const VIEW_BEGIN = /^Members \{size:\d+, ver:\d+\} \[/;
const VIEW_MEMBER = /^\s+Member \[(.+)\]:(\d+) - ([0-9a-f-]{36})/;
