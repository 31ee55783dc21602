import { filter, firstValueFrom, startWith, Subject, timeout } from 'rxjs';
import { DEADLINE, firstOf } from '../../support/awaiting.js';
import type { Source } from './source.js';

/** What identifies an event, whatever stream it is of. */
interface Told {
  readonly type?: string;
  readonly value?: unknown;
  readonly oldValue?: unknown;
  readonly item?: unknown;
  readonly message?: unknown;
  readonly name?: unknown;
  readonly partitionId?: number;
  readonly member?: { readonly uuid?: unknown };
}

/** Listens to a stream of a client, and keeps account of what it must tell and of what it has told. */
export class Hearing implements Disposable {
  /** How often it was told to be registered everywhere. */
  listenings = 0;
  /** The members of which it may have missed something. */
  readonly gaps: string[] = [];
  readonly #expected = new Map<string, number>();
  readonly #heard = new Map<string, number>();
  readonly #members = new Map<string, string>();
  readonly #changes = new Subject<undefined>();
  readonly #subscription;
  #error: unknown;

  constructor(
    readonly client: string,
    readonly source: Source,
  ) {
    this.#subscription = source.events$.subscribe({
      next: event => this.#hear(event as Told),
      error: (error: unknown) => this.#fail(error),
    });
  }

  /** Resolves when it is registered everywhere: whoever subscribes later is told at once. */
  async listens(): Promise<void> {
    await firstOf(this.source.events$, event => (event as Told).type === 'listening');
  }

  /** An event of this type, and about this, is to come: once more than before. */
  expect(type: string, id: unknown): void {
    const event = nameOf(type, id);
    this.#expected.set(event, countOf(this.#expected, event) + 1);
  }

  /** Resolves when all that is expected has come. */
  async complete(): Promise<void> {
    const arrived$ = this.#changes.pipe(
      startWith(undefined),
      filter(() => this.#error !== undefined || this.#missing.length === 0),
      timeout(DEADLINE),
    );
    const { client, source } = this;
    await firstValueFrom(arrived$).catch((cause: unknown) => {
      throw new Error(`${client}, ${source.name}: has not come: ${this.#missing.join(', ')}`, { cause });
    });
    if (this.#error !== undefined) throw new Error(`${client}, ${source.name}: has ended`, { cause: this.#error });
  }

  get #missing(): readonly string[] {
    return [...this.#expected.keys()].filter(event => countOf(this.#heard, event) < countOf(this.#expected, event));
  }

  /** What came more often than expected, or was not expected at all. */
  get surplus(): readonly string[] {
    return [...this.#heard.keys()]
      .filter(event => countOf(this.#heard, event) > countOf(this.#expected, event))
      .map(event => `${this.client}, ${this.source.name}: ${event}, ${countOf(this.#heard, event)} times`);
  }

  /** The member where it happened, as the last such event says. */
  memberOf(type: string, id: unknown): string | undefined {
    return this.#members.get(nameOf(type, id));
  }

  [Symbol.dispose](): void {
    this.#subscription.unsubscribe();
  }

  #hear(told: Told): void {
    const { type = 'published', value, oldValue, item, message, name, partitionId, member } = told;
    if (type === 'listening') this.listenings++;
    else if (type === 'gap') this.gaps.push(`${member as { toString(): string }}`);
    else {
      const event = nameOf(type, value ?? oldValue ?? item ?? message ?? name ?? partitionId);
      this.#heard.set(event, countOf(this.#heard, event) + 1);
      this.#members.set(event, String(member?.uuid));
    }
    this.#changes.next(undefined);
  }

  #fail(error: unknown): void {
    this.#error = error;
    this.#changes.next(undefined);
  }
}

function nameOf(type: string, id: unknown): string {
  return `${type} ${String(id)}`;
}

function countOf(counts: ReadonlyMap<string, number>, event: string): number {
  return counts.get(event) ?? 0;
}
