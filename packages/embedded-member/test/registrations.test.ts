import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { EmbeddedMember } from '../src/member.js';
import { type Registration, Registrations } from '../src/registrations.js';
import type { AnyRequest, Link } from '../src/request.js';

function memberOf(port: number): EmbeddedMember {
  const home = { later: () => () => {}, take: () => {}, left: () => {} };
  return new EmbeddedMember(home, UUID.random(), { host: '127.0.0.1', port });
}

const [one, other] = [memberOf(1), memberOf(2)];

function registration(member: EmbeddedMember, local: boolean, link = {} as Link): Registration {
  return { id: UUID.random(), member, local, request: { link } as AnyRequest };
}

const requests = (all: readonly Registration[]): AnyRequest[] => all.map(({ request }) => request);

describe('Registrations', () => {
  it('tells local ones of their own member’s events, others of all', () => {
    const registrations = new Registrations();
    const [local, everywhere] = [registration(one, true), registration(one, false)];
    registrations.add('a', local);
    registrations.add('a', everywhere);
    expect([...registrations.of('a', one)]).toEqual(requests([local, everywhere]));
    expect([...registrations.of('a', other)]).toEqual(requests([everywhere]));
    expect([...registrations.of('b', one)]).toEqual([]);
  });

  it('are removed by their topic and id, once', () => {
    const registrations = new Registrations();
    const [first, second] = [registration(one, true), registration(one, true)];
    for (const each of [first, second]) registrations.add('a', each);
    expect(registrations.remove('b', first.id)).toBe(false);
    expect(registrations.remove('a', first.id)).toBe(true);
    expect(registrations.remove('a', first.id)).toBe(false);
    expect([...registrations.of('a', one)]).toEqual(requests([second]));
    expect(registrations.size).toBe(1);
  });

  it('end with their link, and with their topic', () => {
    const registrations = new Registrations();
    const link = {} as Link;
    const [gone, stays] = [registration(one, true, link), registration(one, true)];
    registrations.add('a', gone);
    registrations.add('b', gone);
    registrations.add('b', stays);
    registrations.left(link);
    expect([...registrations.of('a', one), ...registrations.of('b', one)]).toEqual(requests([stays]));
    registrations.drop('b');
    expect(registrations.size).toBe(0);
  });

  it('go along with the members that go their own way', () => {
    const registrations = new Registrations();
    const [here, there] = [registration(one, false), registration(other, false)];
    for (const each of [here, there]) registrations.add('a', each);
    const moved = registrations.moveOut([other]);
    expect([...registrations.of('a', one)]).toEqual(requests([here]));
    expect([...moved.of('a', other)]).toEqual(requests([there]));
  });
});
