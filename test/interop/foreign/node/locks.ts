import { setTimeout as pause } from 'node:timers/promises';
import { type IMap, LockContext } from 'hazelcast-client';
import { type Clients, outcome, type Seen } from './clients.js';

type Maps = readonly [one: IMap<string, string>, two: IMap<string, string>];

/** Long enough for a wait that is none to end, in milliseconds; too short only makes the test weaker. */
const A_WHILE = 200;
/** Enough for a call that does not wait, in milliseconds. */
const ENOUGH = 20_000;

/** Two clients that want the same keys. */
export async function locks({ one, two }: Clients): Promise<Seen> {
  const maps = await Promise.all([one.getMap<string, string>('node-locks'), two.getMap<string, string>('node-locks')]);
  return {
    ...(await held(maps)),
    ...(await waitedFor(maps)),
    ...(await released(maps)),
    ...(await kept(maps)),
    ...(await contexts(maps)),
  };
}

async function held([one, two]: Maps): Promise<Seen> {
  await one.put('held', 'before');
  const before = await two.isLocked('held');
  await one.lock('held');
  return {
    'isLocked before and after': [before, await two.isLocked('held'), await one.isLocked('held')],
    'tryLock of the other': await two.tryLock('held'),
    'tryLock of the other, with a time': await two.tryLock('held', 50),
    'tryPut of the other': await two.tryPut('held', 'theirs', 50),
    'tryRemove of the other': await outcome(two.tryRemove('held', 50)),
    'get of the other': await two.get('held'),
    'put of the owner': await one.put('held', 'ours'),
    'unlock of the other': await outcome(two.unlock('held')),
    'still locked': await two.isLocked('held'),
    'unlock of the owner': (await one.unlock('held')) === undefined,
    'locked no more': await two.isLocked('held'),
    'unlock of what is not locked': await outcome(one.unlock('held')),
    'tryLock of what is free': await two.tryLock('held'),
    'and its unlock': [await two.unlock('held'), await one.isLocked('held')].at(1),
    'lock of a key without an entry': [await one.lock('no entry'), await two.isLocked('no entry')].at(1),
    'and what it holds': await two.containsKey('no entry'),
    'and its end': [await one.unlock('no entry'), await two.isLocked('no entry')].at(1),
  };
}

/** The call must not end by itself; it ends once `free` has been called. */
async function waits<T>(call: Promise<T>, free: () => Promise<unknown>): Promise<unknown[]> {
  const early = await Promise.race([call.then(() => 'did not wait'), pause(A_WHILE, 'waits')]);
  await free();
  return [early, (await call) ?? 'done'];
}

async function waitedFor([one, two]: Maps): Promise<Seen> {
  const seen: Seen = {};
  await one.put('wanted', 'of one');
  await one.lock('wanted');
  seen['lock of the other'] = await waits(two.lock('wanted'), () => one.unlock('wanted'));
  seen['which owns it then'] = await one.tryLock('wanted');
  seen['tryLock with a long time'] = await waits(one.tryLock('wanted', 60_000), () => two.unlock('wanted'));
  await one.set('wanted', 'set by one');
  seen['put of the other'] = await waits(two.put('wanted', 'put by two'), () => one.unlock('wanted'));
  seen['and what it put'] = await one.get('wanted');
  await two.lock('wanted');
  seen['remove of the other'] = await waits(one.remove('wanted'), () => two.unlock('wanted'));
  await two.lock('wanted');
  const putAll = one.putAll([['wanted', 'with others']]).then(() => 'does not wait');
  seen['putAll of the other'] = await Promise.race([putAll, pause(ENOUGH, 'waits', { ref: false })]);
  seen['and what it has put'] = await two.get('wanted');
  await two.unlock('wanted');
  return seen;
}

async function released([one, two]: Maps): Promise<Seen> {
  const seen: Seen = {};
  await one.lock('released');
  seen['forceUnlock of the other'] = (await two.forceUnlock('released')) === undefined;
  seen['frees it'] = await one.isLocked('released');
  await one.lock('leased', 300);
  await two.lock('leased');
  seen['lock after the lease of another'] = await one.isLocked('leased');
  await two.unlock('leased');
  await one.lock('twice');
  await one.lock('twice');
  const counts = [await two.isLocked('twice')];
  for (const name of ['first', 'second']) {
    seen[`${name} unlock of a key locked twice`] = await outcome(one.unlock('twice'));
    counts.push(await two.isLocked('twice'));
  }
  seen['locked, and after each unlock'] = counts;
  await two.forceUnlock('twice');
  return seen;
}

/** Locked entries stay when all others go. */
async function kept([one, two]: Maps): Promise<Seen> {
  await two.clear();
  for (const key of ['kept', 'gone', 'gone, too']) await one.put(key, 'value');
  await one.lock('kept');
  await two.evictAll();
  const evicted = (await two.keySet()).sort();
  await two.clear();
  const cleared = (await two.keySet()).sort();
  await one.unlock('kept');
  await two.clear();
  return { 'left by evictAll': evicted, 'left by clear': cleared, 'left when all is free': await two.size() };
}

/** Each context of a client is an owner. */
async function contexts([one, two]: Maps): Promise<Seen> {
  const seen: Seen = {};
  await LockContext.run(async () => {
    await one.lock('context');
    seen['tryLock in the same context'] = await one.tryLock('context');
    await one.unlock('context');
  });
  seen['isLocked outside'] = await two.isLocked('context');
  if (seen['isLocked outside']) seen['tryLock outside'] = await one.tryLock('context');
  await LockContext.run(async () => {
    seen['tryLock in another context'] = await one.tryLock('context');
  });
  await two.forceUnlock('context');
  return seen;
}
