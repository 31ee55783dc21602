// Who may come in, who is in the cluster, which structures there are.
import type { Encodable } from '@hazelrx/protocol';
import {
  clientAddClusterViewListener,
  clientAddDistributedObjectListener,
  clientAuthentication,
  clientAuthenticationCustom,
  clientCreateProxies,
  clientCreateProxy,
  clientDestroyProxy,
  clientGetDistributedObjects,
  clientLocalBackupListener,
  clientPing,
  clientStatistics,
  clientTriggerPartitionAssignment,
  mcGetTimedMemberState,
} from '@hazelrx/protocol/operations';
import { type Cluster, on, type Service } from '../cluster.js';
import { listenerRows } from '../listener-rows.js';
import type { EmbeddedMember } from '../member.js';
import type { Request, Visitor } from '../request.js';

const AUTHENTICATED = 0;
const CREDENTIALS_FAILED = 1;
const VIEW = 'cluster view';
const OBJECTS = 'distributed objects';
/** What the members say they are. */
const VERSION = { major: 5, minor: 7, patch: 0 };

type Authentication = typeof clientAuthentication | typeof clientAuthenticationCustom;
type Welcome = Encodable<(typeof clientAuthentication)['response']['fields']>;

/** Lets a client in that shows what it must. */
function welcome(
  { link, fields }: Request<Authentication>,
  member: EmbeddedMember,
  cluster: Cluster,
  accepted: boolean,
): Welcome {
  const { clusterName, uuid, clientType: type, clientName: name, labels } = fields;
  const isIn = accepted && uuid !== null && clusterName === cluster.world.clusterName;
  if (isIn) link.client = { uuid, type, name, labels };
  return {
    status: isIn ? AUTHENTICATED : CREDENTIALS_FAILED,
    address: member.address,
    memberUuid: member.uuid,
    serializationVersion: 1,
    serverHazelcastVersion: '5.7.0',
    partitionCount: cluster.partitions.all.length,
    clusterId: cluster.id,
    failoverSupported: false,
    tpcPorts: null,
    tpcToken: null,
    memberListVersion: cluster.memberListVersion,
    memberInfos: memberInfos(cluster),
    partitionListVersion: cluster.partitions.version,
    partitions: owners(cluster),
    keyValuePairs: new Map([['clusterVersion', '5.7']]),
  };
}

/** A user name and a password are what is asked for; where nothing is, clients must show none. */
function admits({ world: { security } }: Cluster, username: string | null, password: string | null): boolean {
  if (security?.token !== undefined) return false;
  const wanted = security?.usernamePassword;
  return username === (wanted?.username ?? null) && password === (wanted?.password ?? null);
}

function memberInfos({ running, world }: Cluster): NonNullable<Welcome['memberInfos']> {
  const told = Object.entries(world.config['member-attributes'] ?? {});
  const attributes = new Map(told.map(([name, { value }]) => [name, value] as const));
  return running.map(({ uuid, address }) => ({
    uuid,
    address,
    attributes,
    liteMember: false,
    version: VERSION,
    addressMap: new Map(),
  }));
}

function owners({ running, partitions }: Cluster): NonNullable<Welcome['partitions']> {
  const owned = new Map(running.map(member => [member, [] as number[]]));
  for (const { id, owner } of partitions.all) owned.get(owner)?.push(id);
  return [...owned].map(([{ uuid }, ids]) => [uuid, ids]);
}

type ViewListener = Request<typeof clientAddClusterViewListener>;

function tellView(cluster: Cluster, request: ViewListener): void {
  request.event('MembersView', { version: cluster.memberListVersion, memberInfos: memberInfos(cluster) });
  request.event('PartitionsView', { version: cluster.partitions.version, partitions: owners(cluster) });
}

type ObjectListener = Request<typeof clientAddDistributedObjectListener>;

/** The oldest member tells, so that everybody hears of it once. */
function tellObject(cluster: Cluster, eventType: string, serviceName: string, name: string): void {
  const [oldest] = cluster.running;
  for (const request of oldest ? cluster.registrations.of(OBJECTS, oldest) : [])
    (request as ObjectListener).event('DistributedObject', { name, serviceName, eventType, source: oldest!.uuid });
}

/** What Management Center would read of a member and its clients. */
function memberState({ uuid, links }: EmbeddedMember): string {
  const visitors = [...links].flatMap(({ client }): Visitor[] => (client ? [client] : []));
  const clients = visitors.map(client => ({
    uuid: client.uuid.toString(),
    clientType: client.type,
    name: client.name,
    labels: client.labels,
    ipAddress: '127.0.0.1',
  }));
  return JSON.stringify({ timedMemberState: { memberState: { uuid: uuid.toString(), clients } } });
}

export const clientService: Service = {
  handlers: [
    on(clientAuthentication, (request, member, cluster) => {
      const { username, password } = request.fields;
      return welcome(request, member, cluster, admits(cluster, username, password));
    }),
    on(clientAuthenticationCustom, (request, member, cluster) => {
      const token = String.fromCharCode(...request.fields.credentials);
      return welcome(request, member, cluster, cluster.world.security?.token === token);
    }),
    on(clientPing, () => ({})),
    on(clientStatistics, () => ({})),
    on(clientTriggerPartitionAssignment, () => ({})),
    on(clientAddClusterViewListener, (request, member, cluster) => {
      cluster.registrations.add(VIEW, { id: cluster.world.uuid(), member, request, local: true });
      request.answer({});
      tellView(cluster, request);
      return undefined;
    }),
    on(clientLocalBackupListener, (request, _, cluster) => {
      request.link.backupListener = request;
      return { response: cluster.world.uuid() };
    }),
    on(clientCreateProxy, ({ fields: { serviceName, name } }, _, cluster) => {
      cluster.create(serviceName, name);
      return {};
    }),
    on(clientCreateProxies, ({ fields: { proxies } }, _, cluster) => {
      for (const [name, service] of proxies) cluster.create(service, name);
      return {};
    }),
    on(clientDestroyProxy, ({ fields: { serviceName, name } }, _, cluster) => {
      cluster.destroy(serviceName, name);
      return {};
    }),
    on(clientGetDistributedObjects, (_, __, cluster) => ({
      response: [...cluster.objects.values()].map(({ service, name }) => ({ serviceName: service, name })),
    })),
    ...listenerRows(() => OBJECTS, clientAddDistributedObjectListener),
    on(mcGetTimedMemberState, (_, member) => ({ timedMemberStateJson: memberState(member) })),
  ],
  viewChanged(cluster) {
    for (const member of cluster.running)
      for (const request of cluster.registrations.of(VIEW, member)) tellView(cluster, request as ViewListener);
  },
  created: (cluster, service, name) => tellObject(cluster, 'CREATED', service, name),
  destroyed(cluster, service, name, existed) {
    if (existed) tellObject(cluster, 'DESTROYED', service, name);
  },
};
