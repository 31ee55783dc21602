// The streams that members push to, and how to make them tell something.
import type { HazelcastClient } from 'hazelrx';
import { clientCreateProxy, clientDestroyProxy } from 'hazelrx/operations';
import { filter, type Observable } from 'rxjs';

/** Asks for something that a stream tells of by this id. */
export type Act = (id: string) => Observable<unknown>;

export interface Source {
  readonly name: string;
  readonly events$: Observable<unknown>;
  /** By the type of the event that it brings; done in this order. */
  readonly acts: Readonly<Record<string, Act>>;
  /** Each member tells of what is in its partitions; an id is in that of its hash. */
  readonly isSpread?: true;
  /** Only the owner of a partition is sure to tell: another member may take a change for one that it knows already. */
  readonly isOwners?: true;
  /** Reads one item after the other: it is registered nowhere, misses nothing, and has no signals. */
  readonly isRead?: true;
}

/** Of a service whose structures nobody else creates. */
const SERVICE_NAME = 'hz:impl:executorService';
const KEY = 'the key';
const withSignals = { signals: true } as const;
const withValues = { includeValue: true, signals: true } as const;
const read = { from: 'oldest', onLoss: 'report' } as const;

/** One of each structure that has events, for each way to listen to it; the same ones for each client. */
export function sourcesOf(client: HazelcastClient): readonly Source[] {
  return [
    ...ofMap(client),
    ...ofMultiMap(client),
    ...ofReplicatedMap(client),
    ...ofItems(client),
    ...ofMessages(client),
    ofObjects(client),
  ];
}

/** Keeps one copy only. */
export function unbackedMapOf(client: HazelcastClient) {
  return client.getMap<number, number>('unbacked-map');
}

/** By the type of their events, of which there is one for each partition whose owner was killed. */
export function lossesOf(client: HazelcastClient): Readonly<Record<string, Source>> {
  const map = unbackedMapOf(client);
  return {
    partitionLost: { name: 'lost partitions', events$: client.partitionLostEvents(withSignals), acts: {} },
    mapPartitionLost: { name: map.name, events$: map.partitionLostEvents(withSignals), acts: {} },
  };
}

function ofMap(client: HazelcastClient): readonly Source[] {
  const map = client.getMap<string, string>('map');
  const other = client.getMap<string, string>('map with a key');
  return [
    {
      name: map.name,
      isSpread: true,
      events$: map.events(withValues),
      acts: { added: id => map.put(id, id), removed: id => map.remove(id) },
    },
    {
      name: other.name,
      events$: other.events({ key: KEY, ...withValues }),
      acts: { added: id => other.put(KEY, id), removed: () => other.remove(KEY) },
    },
  ];
}

function ofMultiMap(client: HazelcastClient): readonly Source[] {
  const map = client.getMultiMap<string, string>('multimap');
  const other = client.getMultiMap<string, string>('multimap with a key');
  return [
    {
      name: map.name,
      isSpread: true,
      events$: map.events(withValues),
      acts: { added: id => map.put(id, id), removed: id => map.remove(id, id) },
    },
    {
      name: other.name,
      events$: other.events({ key: KEY, ...withValues }),
      acts: { added: id => other.put(KEY, id), removed: id => other.remove(KEY, id) },
    },
  ];
}

function ofReplicatedMap(client: HazelcastClient): readonly Source[] {
  const map = client.getReplicatedMap<string, string>('replicated map');
  const other = client.getReplicatedMap<string, string>('replicated map with a key');
  return [
    {
      name: map.name,
      isSpread: true,
      isOwners: true,
      events$: map.events(withSignals),
      acts: { added: id => map.put(id, id), removed: id => map.remove(id) },
    },
    {
      name: other.name,
      isOwners: true,
      events$: other.events({ key: KEY, ...withSignals }),
      acts: { added: id => other.put(KEY, id), removed: () => other.remove(KEY) },
    },
  ];
}

function ofItems(client: HazelcastClient): readonly Source[] {
  const structures = [client.getQueue<string>('queue'), client.getSet<string>('set'), client.getList<string>('list')];
  return structures.map(items => ({
    name: items.name,
    events$: items.events(withValues),
    acts: { added: (id: string) => items.add(id), removed: (id: string) => items.remove(id) },
  }));
}

function ofMessages(client: HazelcastClient): readonly Source[] {
  const topic = client.getTopic<string>('topic');
  const reliableTopic = client.getReliableTopic<string>('reliable topic');
  const ringbuffer = client.getRingbuffer<string>('ringbuffer');
  return [
    {
      name: topic.name,
      events$: topic.messages(withSignals),
      acts: { published: id => topic.publish(id) },
    },
    {
      name: reliableTopic.name,
      isRead: true,
      events$: reliableTopic.messages(read),
      acts: { published: id => reliableTopic.publish(id) },
    },
    {
      name: ringbuffer.name,
      isRead: true,
      events$: ringbuffer.stream(read),
      acts: { published: id => ringbuffer.add(id) },
    },
  ];
}

function ofObjects(client: HazelcastClient): Source {
  const object = (name: string) => ({ name, serviceName: SERVICE_NAME });
  return {
    name: 'distributed objects',
    events$: client
      .distributedObjectEvents(withSignals)
      .pipe(filter(event => !('serviceName' in event) || event.serviceName === SERVICE_NAME)),
    acts: {
      created: id => client.invoke(clientCreateProxy, object(id)),
      destroyed: id => client.invoke(clientDestroyProxy, object(id)),
    },
  };
}
