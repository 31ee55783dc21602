import { eventually } from '../../../support/recording.js';
import { type Clients, connect, outcome, type Seen } from './clients.js';

export async function clusterFacts({ one, place, keys }: Clients): Promise<Seen> {
  const members = one.getCluster().getMembers() as unknown as readonly Member[];
  const partitions = one.getPartitionService();
  return {
    'finds the members': members.length,
    'at their addresses': equalSets(
      members.map(({ address }) => address.toString()),
      place.addresses,
    ),
    'with identifiers of their own': new Set(members.map(({ uuid }) => uuid.toString())).size,
    'of which lite': members.filter(({ liteMember }) => liteMember).length,
    'of the versions': members.map(({ version }) => `${version.major}.${version.minor}.${version.patch}`),
    'with the attributes': members.map(({ attributes }) => Object.fromEntries(attributes)),
    'with partitions': partitions.getPartitionCount(),
    'and keys of each of them': new Set(keys.map(key => partitions.getPartitionId(key))).size,
  };
}

/** What its declarations leave out. */
interface Member {
  readonly address: { toString(): string };
  readonly uuid: { toString(): string };
  readonly liteMember: boolean;
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
  readonly attributes: ReadonlyMap<string, string>;
}

function equalSets(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}

/** One client creates and destroys; the other one looks. */
export async function objects({ one, two }: Clients): Promise<Seen> {
  const listed = async () => {
    const all = await two.getDistributedObjects();
    const mine = all.filter(object => object.getName().startsWith('node-objects'));
    return mine.map(object => `${object.getServiceName()} ${object.getName()}`).sort();
  };
  /** Members tell each other a little later. */
  const listing = (count: number) => eventually(listed, ({ length }) => length === count);
  const before = await listed();
  const kept = await one.getMap<string, string>('node-objects-kept');
  const destroyed = await one.getMap<string, string>('node-objects-destroyed');
  await kept.set('key', 'kept');
  await destroyed.set('key', 'destroyed');
  const between = await listing(2);
  await destroyed.destroy();
  const after = await listing(1);
  const again = await one.getMap<string, string>('node-objects-destroyed');
  return {
    'lists none before': before,
    'lists what is created': between,
    'lists what is left': after,
    'finds a destroyed map empty': [await again.size(), await again.get('key')],
    'finds the other one as it was': [await kept.size(), await kept.get('key')],
    'lists what is created again': await listing(2),
  };
}

export async function refusal({ place }: Clients): Promise<Seen> {
  const stranger = connect({ clusterName: 'another', addresses: place.addresses }, 1);
  return { 'with the name of another cluster': await outcome(stranger) };
}
