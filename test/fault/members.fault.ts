import { type EntryEvent, type HazelcastClient, type HazelcastMap, type Member, pipelined } from 'hazelrx';
import { clientGetDistributedObjects } from 'hazelrx/operations';
import { BehaviorSubject, delay, firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { addressOf, connectedTo, errorOf, firstOf, type Outcome, outcomeOf } from '../support/awaiting.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { eventually, type Recording, record } from '../support/recording.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const IN_FLIGHT = 8;
/** Milliseconds: load enough to be hit by every fault, and no more than a busy machine bears. */
const PAUSE = 4;
/** Several in each partition. */
const ROUND = Math.ceil(150 * SCALE);

const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 500 } };

type Item = EntryEvent<string, number> | { readonly type: string; readonly key?: undefined };

/** Few partitions move sooner. The tests follow each other on one cluster, because starting members is most of the time. */
const members = realMembers('5.7.0', { members: 2, partitionCount: 31 });

describeOn(members, 'members that come and go', cluster => {
  it('lose nothing under load when one is killed and comes back', async () => {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick });
    const map = client.getMap<string, number>(uniqueName('killed'));
    using events = recordEvents(map);
    await listening(map);
    await connectedTo(client, running.addresses);
    const killed = await memberAt(client, running.members[1]!.address);

    using load = new Load(map);
    await load.more(500);
    await running.kill(1);
    await firstOf(client.members$, ({ length }) => length === 1);
    await running.restart(1);
    await connectedTo(client, running.addresses);
    await load.more(500);
    const { puts, gets } = await load.end();

    for (const outcome of puts.values())
      if ('error' in outcome) expect(outcome.error.code).toBe('INDETERMINATE_OPERATION_STATE');
    expect(gets.filter(outcome => 'error' in outcome)).toEqual([]);
    await keeps(map, acknowledged(puts));

    await listening(map);
    expect(events.items).toContainEqual({ type: 'gap', member: killed.uuid });
    expect((await memberAt(client, running.members[1]!.address)).uuid).not.toEqual(killed.uuid);
    await hearsEachOnce(map, events);
  });

  it('are heard when they join later', async () => {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick });
    const map = client.getMap<string, number>(uniqueName('joined'));
    using events = recordEvents(map);
    await listening(map);
    const index = await running.addMember();
    await connectedTo(client, running.addresses);
    await listening(map);
    const { address } = running.members[index]!;
    // It gets its share of the partitions a while after it joined.
    const heard = (): boolean => events.items.some(item => isAt(item, address));
    await eventually(() => putRound(map, 'owned').then(heard), Boolean);
    await hearsEachOnce(map, events);
    const fromNewMember = events.items.filter(item => item.key?.startsWith('quiet') && isAt(item, address));
    expect(fromNewMember.length).toBeGreaterThan(0);
  });

  it('fail no call when one leaves in peace', async () => {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick, network: { redoOperation: true } });
    const map = client.getMap<string, number>(uniqueName('stopped'));
    await firstValueFrom(client.connect());
    await connectedTo(client, running.addresses);
    using load = new Load(map);
    await load.more(500);
    await running.stop(1);
    await connectedTo(client, running.addresses);
    await load.more(500);
    const { puts, gets } = await load.end();
    expect([...puts.values(), ...gets].filter(outcome => 'error' in outcome)).toEqual([]);
    await keeps(map, acknowledged(puts));
  });

  it('are found again when all were restarted', async () => {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick });
    const unisocket = cluster.newClient({ connectionStrategy: quick, network: { smartRouting: false } });
    const offline = cluster.newClient({ connectionStrategy: { ...quick, reconnectMode: 'ASYNC' } });
    const clients = [client, unisocket, offline];
    const name = uniqueName('restarted');
    const maps = clients.map(each => each.getMap<string, number>(name));
    const [map] = maps as [HazelcastMap<string, number>];
    for (const each of maps) await firstValueFrom(each.set('before', 1));
    const states = clients.map(each => record(each.lifecycle$));
    const streams = maps.map(recordEvents);
    for (const each of maps) await listening(each);

    const indexes = running.members.flatMap((member, index) => (member.running ? [index] : []));
    await Promise.all(indexes.map(index => running.kill(index)));
    for (const each of clients) await firstOf(each.lifecycle$, state => state === 'DISCONNECTED');
    const waiting = firstValueFrom(map.get('before'));
    expect((await errorOf(maps[2]!.get('before'))).code).toBe('CLIENT_OFFLINE');
    for (const index of indexes) await running.restart(index);

    for (const each of states) await each.until(items => items.at(-1) === 'CONNECTED');
    for (const each of states)
      expect(each.items).toEqual(['CONNECTED', 'DISCONNECTED', 'CHANGED_CLUSTER', 'CONNECTED']);
    // Calls like those that waited do not create the map: the clients have. A member that joins hears of it a little later.
    const witness = cluster.newClient();
    await eventually(
      async () => (await firstValueFrom(witness.invoke(clientGetDistributedObjects, {}))).response,
      objects => objects.some(object => object.name === name),
    );
    expect(await waiting).toBeNull();

    for (const each of [client, offline]) await connectedTo(each, running.addresses);
    for (const each of maps) await listening(each);
    // As long as the first member owns all partitions, a listener on that one alone would do.
    const [first] = streams as [Recording<Item>];
    const isHeard = (address: string): boolean =>
      first.items.some(item => item.key?.startsWith('after') && isAt(item, address));
    await eventually(() => putRound(map, 'after').then(() => running.addresses.every(isHeard)), Boolean);
    for (const each of streams) expect(each.items.some(({ type }) => type === 'gap')).toBe(true);
    await hearsEachOnce(map, ...streams);
    for (const each of [...states, ...streams]) each.stop();
  });
});

function recordEvents(map: HazelcastMap<string, number>): Recording<Item> {
  return record(map.events({ signals: true, includeValue: true }) as never);
}

/** A subscriber that comes later is told at once when the shared registration is everywhere. */
async function listening(map: HazelcastMap<string, number>): Promise<void> {
  await firstOf(map.events({ signals: true, includeValue: true }), ({ type }) => type === 'listening');
}

async function memberAt(client: HazelcastClient, address: string): Promise<Member> {
  const members = await firstValueFrom(client.members$);
  return members.find(member => addressOf(member) === address)!;
}

function isAt(item: Item, address: string): boolean {
  return 'value' in item && item.member !== undefined && addressOf(item.member) === address;
}

function putRound(map: HazelcastMap<string, number>, prefix: string): Promise<unknown> {
  const keys = Array.from({ length: ROUND }, (_, i) => `${prefix}-${i}`);
  return lastValueFrom(pipelined(keys, (key, i) => map.put(key, i), 64).pipe(toArray()));
}

/**
 * Puts each key of a round twice. All events of a key come in order from one member, so once each second one is there no
 * other event of the first can come.
 */
async function hearsEachOnce(map: HazelcastMap<string, number>, ...streams: Recording<Item>[]): Promise<void> {
  await putRound(map, 'quiet');
  await putRound(map, 'quiet');
  for (const events of streams) {
    const isComplete = (items: readonly Item[]): boolean => {
      const heard = heardByKey(items, 'quiet');
      return heard.size === ROUND && [...heard.values()].every(types => types.includes('updated'));
    };
    await events.until(isComplete);
    for (const [key, types] of heardByKey(events.items, 'quiet'))
      expect({ key, types }).toEqual({ key, types: ['added', 'updated'] });
  }
}

function heardByKey(items: readonly Item[], prefix: string): Map<string, string[]> {
  const heard = new Map<string, string[]>();
  for (const { type, key } of items) {
    if (key === undefined || !key.startsWith(prefix)) continue;
    heard.set(key, [...(heard.get(key) ?? []), type]);
  }
  return heard;
}

function acknowledged(puts: ReadonlyMap<string, Outcome<unknown>>): string[] {
  return [...puts].filter(([, outcome]) => 'value' in outcome).map(([key]) => key);
}

async function keeps(map: HazelcastMap<string, number>, keys: readonly string[]): Promise<void> {
  const found = new Map(await firstValueFrom(map.getAll(keys)));
  expect(keys.filter(key => found.get(key) !== valueOf(key))).toEqual([]);
  expect(keys.length).toBeGreaterThan(0);
}

function valueOf(key: string): number {
  return Number(key.split('-')[1]);
}

/** Puts of new keys and gets of earlier ones, until it is ended; keeps how each of them ended. */
class Load implements Disposable {
  readonly #puts = new Map<string, Outcome<unknown>>();
  readonly #gets: Outcome<unknown>[] = [];
  readonly #done: Promise<unknown>;
  readonly #ended$ = new BehaviorSubject(0);
  readonly #stopped = new AbortController();

  constructor(readonly map: HazelcastMap<string, number>) {
    this.#done = lastValueFrom(
      pipelined(this.#turns(), turn => this.#call(turn).pipe(delay(PAUSE)), IN_FLIGHT).pipe(
        tap(() => this.#ended$.next(this.ended + 1)),
      ),
      { defaultValue: undefined },
    );
  }

  get ended(): number {
    return this.#ended$.value;
  }

  /** Resolves when this many more calls have ended. */
  async more(calls: number): Promise<void> {
    const target = this.ended + calls;
    await firstOf(this.#ended$, ended => ended >= target);
  }

  /** Resolves when every call has ended. */
  async end(): Promise<{ puts: ReadonlyMap<string, Outcome<unknown>>; gets: readonly Outcome<unknown>[] }> {
    this.#stopped.abort();
    await this.#done;
    return { puts: this.#puts, gets: this.#gets };
  }

  [Symbol.dispose](): void {
    this.#stopped.abort();
  }

  *#turns(): Iterable<number> {
    for (let turn = 0; !this.#stopped.signal.aborted; turn++) yield turn;
  }

  #call(turn: number) {
    const key = `load-${turn}`;
    if (turn % 2 === 0) return outcomeOf(this.map.put(key, turn)).pipe(tap(outcome => this.#puts.set(key, outcome)));
    return outcomeOf(this.map.get(`load-${Math.floor(turn / 4) * 2}`)).pipe(tap(outcome => this.#gets.push(outcome)));
  }
}
