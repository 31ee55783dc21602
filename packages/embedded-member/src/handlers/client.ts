// Who may come in, who is in the cluster, which structures there are.
import type { Encodable } from '@hazelrx/protocol';
import {
  clientAddClusterViewListener,
  clientAuthentication,
  clientAuthenticationCustom,
  clientCreateProxies,
  clientCreateProxy,
  clientDestroyProxy,
  clientGetDistributedObjects,
  clientLocalBackupListener,
  clientPing,
  clientSendAllSchemas,
  clientStatistics,
  clientTriggerPartitionAssignment,
} from '@hazelrx/protocol/operations';
import type { EmbeddedCluster, Service } from '../cluster.js';
import { on } from '../handler.js';
import type { EmbeddedMember } from '../member.js';
import type { AnyRequest, Request } from '../request.js';

const AUTHENTICATED = 0;
const CREDENTIALS_FAILED = 1;
const VIEW = 'cluster view';
/** What the members say they are. */
const VERSION = { major: 5, minor: 7, patch: 0 };

type Welcome = Encodable<(typeof clientAuthentication)['response']['fields']>;

function welcome(request: AnyRequest, member: EmbeddedMember, cluster: EmbeddedCluster, accepted: boolean): Welcome {
  const { clusterName, uuid } = request.arguments_ as { clusterName: string; uuid: NonNullable<Welcome['memberUuid']> };
  const status = accepted && clusterName === cluster.clusterName ? AUTHENTICATED : CREDENTIALS_FAILED;
  if (status === AUTHENTICATED) request.link.client = uuid;
  return {
    status,
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

function memberInfos({ running, config }: EmbeddedCluster): NonNullable<Welcome['memberInfos']> {
  const attributes = new Map(
    Object.entries(config['member-attributes'] ?? {}).map(([name, { value }]) => [name, value] as const),
  );
  return running.map(({ uuid, address }) => ({
    uuid,
    address,
    attributes,
    liteMember: false,
    version: VERSION,
    addressMap: new Map(),
  }));
}

function owners({ running, partitions }: EmbeddedCluster): NonNullable<Welcome['partitions']> {
  return running.map(member => [
    member.uuid,
    partitions.all.filter(({ owner }) => owner === member).map(({ id }) => id),
  ]);
}

type ViewListener = Request<typeof clientAddClusterViewListener>;

function tellView(cluster: EmbeddedCluster, request: ViewListener): void {
  request.event('MembersView', { version: cluster.memberListVersion, memberInfos: memberInfos(cluster) });
  request.event('PartitionsView', { version: cluster.partitions.version, partitions: owners(cluster) });
}

function admits({ security }: EmbeddedCluster, username: string | null, password: string | null): boolean {
  const wanted = security?.usernamePassword;
  if (wanted) return username === wanted.username && password === wanted.password;
  return security?.token === undefined;
}

export const clientService: Service = {
  handlers: [
    on(clientAuthentication, (request, member, cluster) => {
      const { username, password } = request.arguments_;
      return welcome(request, member, cluster, admits(cluster, username, password));
    }),
    on(clientAuthenticationCustom, (request, member, cluster) => {
      const token = String.fromCharCode(...request.arguments_.credentials);
      return welcome(request, member, cluster, cluster.security?.token === token) as never;
    }),
    on(clientPing, () => ({})),
    on(clientStatistics, () => ({})),
    on(clientSendAllSchemas, () => ({})),
    on(clientTriggerPartitionAssignment, () => ({})),
    on(clientAddClusterViewListener, (request, member, cluster) => {
      cluster.registrations.add(VIEW, { id: cluster.uuid(), member, request, local: true });
      request.answer({});
      tellView(cluster, request);
      return undefined;
    }),
    on(clientLocalBackupListener, (request, _, cluster) => {
      request.link.backupListener = request;
      return { response: cluster.uuid() };
    }),
    on(clientCreateProxy, ({ arguments_: { serviceName: service, name } }, _, cluster) => {
      cluster.objects.set(`${service}/${name}`, { service, name });
      return {};
    }),
    on(clientCreateProxies, ({ arguments_: { proxies } }, _, cluster) => {
      for (const [name, service] of proxies) cluster.objects.set(`${service}/${name}`, { service, name });
      return {};
    }),
    on(clientDestroyProxy, ({ arguments_: { serviceName, name } }, _, cluster) => {
      cluster.destroyObject(serviceName, name);
      return {};
    }),
    on(clientGetDistributedObjects, (_, __, cluster) => ({
      response: [...cluster.objects.values()].map(({ service, name }) => ({ serviceName: service, name })),
    })),
  ],
  viewChanged(cluster) {
    for (const member of cluster.running) {
      for (const { request } of cluster.registrations.of(VIEW, member)) tellView(cluster, request as ViewListener);
    }
  },
};
