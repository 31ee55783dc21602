import { UUID } from '@hazelrx/protocol';
import { asyncScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Cluster, type Service, type World } from '../src/cluster.js';
import { EmbeddedMember } from '../src/member.js';
import type { Parked } from '../src/parking.js';
import type { AnyRequest, Link } from '../src/request.js';

const world = (...services: Service[]): World => ({
  clusterName: 'c',
  config: {},
  security: undefined,
  services,
  scheduler: asyncScheduler,
  later: () => () => {},
  uuid: () => UUID.random(),
});

function memberOf(port: number): EmbeddedMember {
  const home = { later: () => () => {}, take: () => {}, left: () => {} };
  return new EmbeddedMember(home, UUID.random(), { host: '127.0.0.1', port });
}

describe('Cluster', () => {
  it('forgets what came over a link that is no more: listeners, and requests that wait on any member', () => {
    const cluster = Cluster.ofPartitions(world(), 4);
    const [one, other] = [memberOf(1), memberOf(2)];
    for (const member of [one, other]) cluster.join(member);
    const [gone, stays] = [{}, {}] as [Link, Link];
    const attempts: Link[] = [];
    for (const link of [gone, stays]) {
      const request = { link } as AnyRequest;
      cluster.registrations.add('a', { id: UUID.random(), member: one, request, local: true });
      const attempt = (): boolean => attempts.push(link) > 0;
      const parked: Parked = { request, partition: 0, attempt, timeout: Infinity, expire: () => {} };
      other.parking.park('p', parked);
    }
    cluster.left(gone);
    expect([...cluster.registrations.of('a', one)].map(({ link }) => link)).toEqual([stays]);
    other.parking.wake('p');
    expect(attempts).toEqual([stays]);
  });

  it('tells services of structures that come, and of all that are destroyed, with whether they were there', () => {
    const told: string[] = [];
    const cluster = Cluster.ofPartitions(
      world({
        handlers: [],
        created: (_, service, name) => void told.push(`created ${service} ${name}`),
        destroyed: (_, service, name, existed) => void told.push(`destroyed ${service} ${name} ${existed}`),
      }),
      1,
    );
    cluster.create('s', 'a');
    cluster.create('s', 'a');
    cluster.create('t', 'a');
    cluster.destroy('s', 'a');
    cluster.destroy('s', 'a');
    expect(told).toEqual(['created s a', 'created t a', 'destroyed s a true', 'destroyed s a false']);
    expect([...cluster.objects.values()]).toEqual([{ service: 't', name: 'a' }]);
  });

  it('tells clients that hold something apart from those who came back, when it looks', () => {
    const gone: UUID[] = [];
    const cluster = Cluster.ofPartitions(world({ handlers: [], clientGone: (_, client) => void gone.push(client) }), 1);
    const member = memberOf(1);
    cluster.join(member);
    const [here, away] = [UUID.random(), UUID.random()];
    member.links.add({ client: { uuid: here } } as Link);
    for (const client of [here, away]) cluster.watch(client);
    cluster.checkClients();
    cluster.checkClients();
    expect(gone).toEqual([away]);
    member.links.clear();
    cluster.checkClients();
    expect(gone).toEqual([away, here]);
  });

  it('is of the next version with each member that comes or goes', () => {
    const cluster = Cluster.ofPartitions(world(), 2);
    const [one, other] = [memberOf(1), memberOf(2)];
    cluster.join(one);
    cluster.join(other);
    expect([cluster.memberListVersion, cluster.running]).toEqual([2, [one, other]]);
    cluster.lose([one]);
    expect([cluster.memberListVersion, cluster.running]).toEqual([3, [other]]);
  });
});
