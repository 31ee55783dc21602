import type { EntryEvent, HazelcastClient, MapEvent, Member, Signal, Storable } from 'hazelrx';
import { mapClear } from 'hazelrx/operations';
import { first, firstValueFrom as valueOf, race, ReplaySubject, tap, timer } from 'rxjs';
import type { AnyMap } from './key-locks.js';
import { KEYS, textOf } from './operations.js';
import { type Facts, MISSING } from './transcript.js';

type Told = EntryEvent<Storable, Storable> | MapEvent | Signal;

/** Milliseconds for the last event to come, on a slow machine too. */
const PATIENCE = 20_000;
/** The last value of every key: no other event of the key comes after that one's. */
const END = 'the end';
/** More entries than the map has otherwise: so many are affected when it is cleared for the last time. */
const FILLERS = Array.from({ length: 2 * KEYS.length }, (_, n): [string, number] => [`filler ${n}`, n]);

/** The events of one map, as one client hears them. */
export class EventLog implements Disposable {
  readonly #told$ = new ReplaySubject<Told>();
  readonly #subscription;

  constructor(
    readonly client: HazelcastClient,
    readonly map: AnyMap,
  ) {
    this.#subscription = map.events({ includeValue: true, signals: true }).subscribe(this.#told$);
  }

  async listening(): Promise<void> {
    await this.#until(told => told.some(({ type }) => type === 'listening'));
  }

  /**
   * All that was told so far: of each key in order, of the whole map in none, because that comes in another order. To
   * know that it is all, each key is changed and the map is cleared by each member; no lock is left then.
   */
  async facts(): Promise<Facts> {
    const members = await valueOf(this.client.members$);
    await Promise.all(KEYS.map(key => this.#end(key)));
    for (const { uuid } of members) {
      await valueOf(this.map.setAll(FILLERS));
      await valueOf(this.client.invoke(mapClear, { name: this.map.name }, { member: uuid }));
    }
    const isAll = (told: readonly Told[]): boolean =>
      KEYS.every(key => told.some(event => isOf(event, key) && isEnd(event))) &&
      members.every(member => told.some(event => isBy(event, member) && isEnd(event)));
    const told = await this.#until(isAll);
    const texts = (of: (event: Told) => boolean): string[] =>
      told.filter(event => of(event) && !isEnd(event)).map(event => textOfEvent(event));
    return {
      'the last events': isAll(told) ? 'came' : MISSING,
      'events of the map': texts(isOfMap).toSorted().join(),
      ...Object.fromEntries(KEYS.map(key => [`events of ${textOf(key)}`, texts(event => isOf(event, key)).join()])),
    };
  }

  async #end(key: Storable): Promise<void> {
    await valueOf(this.map.forceUnlock(key));
    await valueOf(this.map.set(key, END));
  }

  /** Resolves with what was told so far when that is enough, or nothing more is to be expected. */
  async #until(isEnough: (told: readonly Told[]) => boolean): Promise<readonly Told[]> {
    const told: Told[] = [];
    const enough$ = this.#told$.pipe(
      tap(event => told.push(event)),
      first(() => isEnough(told)),
    );
    await valueOf(race(enough$, timer(PATIENCE)));
    return told;
  }

  [Symbol.dispose](): void {
    this.#subscription.unsubscribe();
  }
}

function isOf(event: Told, key: Storable): boolean {
  return 'key' in event && event.key === key;
}

function isOfMap(event: Told): event is MapEvent {
  return 'numberOfAffectedEntries' in event;
}

function isBy(event: Told, { uuid }: Member): boolean {
  return isOfMap(event) && event.member?.uuid.equals(uuid) === true;
}

function isEnd(event: Told): boolean {
  if (isOfMap(event)) return event.numberOfAffectedEntries >= FILLERS.length;
  return 'value' in event && event.value === END;
}

function textOfEvent(event: Told): string {
  return textOf(Object.fromEntries(Object.entries(event).filter(([field]) => field !== 'key' && field !== 'member')));
}
