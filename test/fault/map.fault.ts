import { type ClientEvent, type EntryEvent, type HazelcastMap, pipelined } from 'hazelrx';
import { filter, firstValueFrom, lastValueFrom, type Observable, skipUntil, Subject, toArray } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstOf } from '../support/awaiting.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { footprint } from '../support/footprint.js';
import { eventually, type Recording, record } from '../support/recording.js';
import { type Account, Book, valueOf } from './map/book.js';
import { Breakable, type Cut } from './map/breakable.js';
import { Load } from './map/load.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** Besides those that are made while the load is slowed down. */
const CALLS = 50_000 * SCALE;
/** Of each client. */
const QUIET_KEYS = Math.ceil(500 * Math.min(1, SCALE));
const CLIENTS = 2;
const CUTS = 10;
/** The oldest, which is the one that tells the others who is a member. */
const VICTIM = 0;
const TIMEOUT = 180_000 * Math.max(1, SCALE);

/** Puts bring no others. */
type Change = Extract<EntryEvent<string, string>, { readonly type: 'added' | 'updated' }>;
type Told = Pick<Change, 'type' | 'key' | 'value'> & { readonly oldValue?: string | null };

/** Few partitions move sooner. */
const options = { members: 3, partitionCount: 31 };

for (const version of ['5.7.0', '5.3.8']) {
  describeOn(realMembers(version, options), 'a map whose connections and members break', cluster => {
    const quiet$ = new Subject<void>();
    let breakable: Breakable;
    let books: Book[];
    let happened: Recording<ClientEvent>[];
    let heard: Recording<Change>[];
    let repeated: Recording<Change>[];

    beforeAll(async () => {
      breakable = await Breakable.start(cluster.running, CLIENTS);
      const { clients } = breakable;
      const name = uniqueName('broken');
      books = clients.map((client, i) => new Book(client.getMap(name), `client-${i}`));
      happened = clients.map(client => record(client.events$));
      heard = books.map(({ map }) => record(changesOf(map).pipe(skipUntil(quiet$))));
      repeated = books.map(({ map }) => record(changesOf(map).pipe(filter(isRepeated()))));
      await listening(books);
      await loadWhileBreaking(breakable, books);
    }, TIMEOUT);

    afterAll(() => breakable?.[Symbol.asyncDispose]());

    it('meets every fault', () => {
      for (const { items } of happened) {
        const count = (type: ClientEvent['type']): number => items.filter(item => item.type === type).length;
        expect(count('disconnected')).toBeGreaterThan(CUTS);
        expect(count('memberRemoved')).toBe(1);
        expect(items).toContainEqual(expect.objectContaining({ type: 'retry', operation: 'Map.get' }));
      }
    });

    it('ends every call: a read with an answer, a write at worst as indeterminate', () => {
      for (const client of breakable.clients) expect(footprint(client).active).toBe(0);
      for (const { endings } of books)
        expect(Object.keys(endings).sort()).toEqual([
          'get: answer',
          'put: IndeterminateError INDETERMINATE_OPERATION_STATE',
          'put: answer',
        ]);
      const ended = books.flatMap(({ endings }) => Object.values(endings)).reduce((sum, count) => sum + count);
      expect(ended).toBeGreaterThanOrEqual(CALLS);
    });

    it('keeps every acknowledged write', async () => {
      const fresh = cluster.newClient().getMap<string, string>(books[0]!.map.name);
      for (const map of [...books.map(book => book.map), fresh]) expect(await misfitsIn(map, books)).toEqual([]);
    });

    it('tells of each change of a quiet round once', async () => {
      await listening(books);
      quiet$.next();
      const first = await quietRound(books);
      const second = await quietRound(books);
      const expected = [...first, ...second];
      const values = new Set(expected.map(({ value }) => value));
      for (const recording of heard) {
        // All events of a key come from one member and in order, so once the second one is there no other first can come.
        const told = (): Told[] => recording.items.filter(({ value }) => values.has(value)).map(withoutMember);
        await recording.until(() => told().length >= expected.length);
        expect(byValue(told())).toEqual(byValue(expected));
      }
    });

    it('has answered with what was written last', () => {
      for (const { misfits } of books) expect(misfits).toEqual([]);
    });

    it('has told of no change twice', () => {
      for (const { items } of repeated) expect(items).toEqual([]);
    });

    it('holds nothing any more', async () => {
      for (const recording of [...heard, ...repeated]) recording.stop();
      // On each connection the backups' confirmations are awaited, on one of them the cluster's view.
      const standing = cluster.running.addresses.length + 1;
      for (const client of breakable.clients)
        await eventually(
          () => footprint(client),
          ({ pending, active, kept, registrations }) => pending === standing && active + kept + registrations === 0,
        );
      for (const proxy of breakable.proxies.values())
        await eventually(
          () => proxy.open,
          open => open === CLIENTS,
        );
    });
  });
}

/** A fault after each of equal shares of the load, and the load goes on meanwhile. */
async function loadWhileBreaking(breakable: Breakable, books: readonly Book[]): Promise<void> {
  // Members do not share out the partitions before one is asked for.
  for (const { map } of books) await firstValueFrom(map.size());
  await breakable.whole();
  const faults = faultsOf(breakable);
  const share = Math.ceil(CALLS / (faults.length + 1));
  using load = new Load(books);
  for (const fault of faults) {
    await load.more(share);
    await load.slowWhile(() => fault().then(() => breakable.whole()));
  }
  await load.more(share);
  await load.end();
}

/** Between two chunks, and within a message of either direction. */
const ways: readonly Cut[] = [
  proxy => proxy.cut(),
  proxy => proxy.breakAfter('requests', 1001),
  proxy => proxy.breakAfter('answers', 1001),
];

/** Ten cuts, of all connections and of those to one member in turn; two of them while the killed member is away. */
function faultsOf(breakable: Breakable): (() => Promise<void>)[] {
  const cuts = Array.from({ length: CUTS }, (_, n) => {
    const way = ways[n % ways.length]!;
    return () => (n % 2 === 0 ? breakable.cut(way) : breakable.cut(way, Math.floor(n / 2)));
  });
  return [
    ...cuts.slice(0, 4),
    () => breakable.kill(VICTIM),
    ...cuts.slice(4, 6),
    () => breakable.running.restart(VICTIM),
    ...cuts.slice(6),
  ];
}

function changesOf(map: HazelcastMap<string, string>): Observable<Change> {
  const isChange = (event: { readonly type: string }): event is Change => 'value' in event;
  return map.events({ includeValue: true, signals: true }).pipe(filter(isChange));
}

/** A subscriber that comes later is told at once when the shared registration is everywhere. */
async function listening(books: readonly Book[]): Promise<void> {
  for (const { map } of books)
    await firstOf(map.events({ includeValue: true, signals: true }), ({ type }) => type === 'listening');
}

/** Whether the same member has told of the same write before. */
function isRepeated(): (change: Change) => boolean {
  const told = new Set<string>();
  return ({ member, value }) => {
    const event = `${member?.uuid.toString()} ${value}`;
    const isRepeat = told.has(event);
    told.add(event);
    return isRepeat;
  };
}

/** The entries that are not as they were written last, the writes included of which it is not known whether they ran. */
async function misfitsIn(map: HazelcastMap<string, string>, books: readonly Book[]): Promise<unknown[]> {
  const accounts = books.flatMap(book => book.accounts);
  const found = new Map(await firstValueFrom(map.getAll(accounts.map(({ key }) => key))));
  return accounts
    .map(({ key, begun, acknowledged }) => ({
      value: found.get(key) ?? null,
      fitting: [valueOf(key, acknowledged), valueOf(key, begun)],
    }))
    .filter(({ value, fitting }) => !fitting.includes(value));
}

/** Each client writes some of its keys; what is to be heard of that. */
async function quietRound(books: readonly Book[]): Promise<Told[]> {
  const writes = books.flatMap(book => settled(book).map(account => ({ book, account })));
  const expected = writes.map(({ account: { key, acknowledged } }) => ({
    type: 'updated' as const,
    key,
    value: valueOf(key, acknowledged + 1)!,
    oldValue: valueOf(key, acknowledged),
  }));
  const outcomes = pipelined(writes, ({ book, account }) => book.write(account), 64);
  for (const outcome of await lastValueFrom(outcomes.pipe(toArray()))) expect(outcome).toHaveProperty('value');
  return expected;
}

/** Keys whose value is known. */
function settled({ accounts }: Book): Account[] {
  return accounts.filter(({ begun, acknowledged }) => begun === acknowledged && begun > 0).slice(0, QUIET_KEYS);
}

function withoutMember({ member: _, ...told }: Change): Told {
  return told;
}

function byValue(told: readonly Told[]): Told[] {
  return told.toSorted((a, b) => (a.value < b.value ? -1 : 1));
}
