// PN counter: every member counts for itself, and tells the others every second.
import { pnCounterAdd, pnCounterGet, pnCounterGetConfiguredReplicaCount } from '@hazelrx/protocol/operations';
import type { Encodable, UUID } from '@hazelrx/protocol';
import Long from 'long';
import { type Cluster, on, type Service } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import { CounterReplica } from '../counters/counter-replica.js';
import { Refusal } from '../refusal.js';

const COUNTERS = 'hz:impl:PNCounterService';
/** All data members, which members are configured to where nobody says otherwise. */
const REPLICAS = 2 ** 31 - 1;
/** Milliseconds after which members tell each other what they have counted. */
const REPLICATION = 1000;

/** The counters of each member, by name. */
const counters = new WeakMap<EmbeddedMember, Map<string, CounterReplica>>();
/** The clusters that will exchange what they have counted. */
const planned = new WeakSet<Cluster>();

type Answer = Encodable<(typeof pnCounterGet)['response']['fields']>;
interface Session {
  readonly name: string;
  readonly replicaTimestamps: readonly (readonly [UUID, Long])[];
  readonly targetReplicaUUID: UUID;
}

function of(member: EmbeddedMember): Map<string, CounterReplica> {
  let own = counters.get(member);
  if (!own) counters.set(member, (own = new Map()));
  return own;
}

function replicaOf(cluster: Cluster, member: EmbeddedMember, name: string): CounterReplica {
  const own = of(member);
  let replica = own.get(name);
  if (!replica) own.set(name, (replica = new CounterReplica(cluster.world.uuid())));
  return replica;
}

/** The replica that a client means, whichever member it asked. */
function meant(cluster: Cluster, { name, targetReplicaUUID, replicaTimestamps }: Session): CounterReplica {
  const target = cluster.running.find(({ uuid }) => uuid.equals(targetReplicaUUID));
  if (!target)
    throw new Refusal('TARGET_NOT_MEMBER', `Member with uuid(${targetReplicaUUID.toString()}) is not in member list`);
  const replica = replicaOf(cluster, target, name);
  if (replica.isBehind(replicaTimestamps))
    throw new Refusal('CONSISTENCY_LOST_EXCEPTION', 'the replica has not seen all that the client has');
  return replica;
}

function answer(replica: CounterReplica, value: Long): Answer {
  return { value, replicaTimestamps: replica.times, replicaCount: REPLICAS };
}

/** `members` learn what `sources` know. */
function tell(cluster: Cluster, sources: readonly EmbeddedMember[], members: readonly EmbeddedMember[]): void {
  for (const source of sources)
    for (const [name, replica] of of(source))
      for (const member of members) if (member !== source) replicaOf(cluster, member, name).merge(replica);
}

function plan(cluster: Cluster): void {
  if (planned.has(cluster) || !cluster.running.some(member => of(member).size > 0)) return;
  planned.add(cluster);
  cluster.world.later(REPLICATION, () => {
    planned.delete(cluster);
    tell(cluster, cluster.running, cluster.running);
  });
}

export const pnCounterService: Service = {
  handlers: [
    on(pnCounterGet, ({ fields }, _, cluster) => {
      const replica = meant(cluster, fields);
      return answer(replica, replica.value);
    }),
    on(pnCounterAdd, ({ fields }, _, cluster) => {
      const { delta, getBeforeUpdate } = fields;
      // Members try to subtract its negative, which is itself, until their stack is full.
      if (delta.equals(Long.MIN_VALUE))
        throw new Refusal('STACK_OVERFLOW_ERROR', 'java.lang.StackOverflowError', 'java.lang.StackOverflowError');
      const replica = meant(cluster, fields);
      const before = replica.value;
      replica.add(delta);
      plan(cluster);
      return answer(replica, getBeforeUpdate ? before : replica.value);
    }),
    on(pnCounterGetConfiguredReplicaCount, () => ({ response: REPLICAS })),
  ],
  leaving(cluster, member) {
    tell(
      cluster,
      [member],
      cluster.running.filter(other => other !== member),
    );
  },
  viewChanged: plan,
  destroyed(cluster, service, name) {
    if (service === COUNTERS) for (const member of cluster.running) of(member).delete(name);
  },
  merged(from, into) {
    tell(into, from.running, into.running);
  },
};
