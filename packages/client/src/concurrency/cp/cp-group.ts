// CP groups: which one a name means, and the id by which the members know it.
import type { ResponseOf } from '@hazelrx/protocol';
import { cpGroupCreateCPGroup } from '@hazelrx/protocol/operations';
import Long from 'long';
import { catchError, concat, defer, ignoreElements, type Observable, of, share, tap, throwError } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { Proxy } from '../../invocation/call-options.js';
import type { Core } from '../../structures/structure.js';

export type RaftGroupId = ResponseOf<typeof cpGroupCreateCPGroup>['groupId'];

const DEFAULT = 'default';
const METADATA = 'metadata';
const NO_CP =
  "the members have no CP subsystem: set concurrency: { backend: 'map' }, or { backend: 'map' } for this one." +
  ' It is made of map entries then, which every member has, but it is not linearizable: when members fail or the' +
  ' cluster splits, what was acknowledged can be lost, and two can hold the same lock; only its fences tell them apart' +
  ' (docs/concurrency.md)';

/** What the name of a primitive, `object` or `object@group`, means. */
export interface CpName {
  /** `default` where none was given. */
  readonly group: string;
  readonly object: string;
  /** By which the members find the group: without it where it is the default one. */
  readonly proxy: string;
}

/** Throws `ILLEGAL_ARGUMENT` where the name cannot be one. */
export function cpName(name: string): CpName {
  const [first, second, ...more] = name.split('@');
  const object = first!.trim();
  const group = second === undefined ? DEFAULT : second.trim();
  if (more.length > 0) throw badName(name, 'a name has at most one @: object@group');
  if (object === '') throw badName(name, 'the name of the object must not be empty');
  if (group === '') throw badName(name, 'the name of the CP group must not be empty');
  if (group.toLowerCase() === METADATA) throw badName(name, "the METADATA group is the members' own");
  if (group.toLowerCase() === DEFAULT) return { group: DEFAULT, object, proxy: object };
  return { group, object, proxy: `${object}@${group}` };
}

function badName(name: string, reason: string): HazelcastError {
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, { structure: name });
}

/** Equal for the same group, another one for a group that was made anew under the same name. */
export function groupKey({ name, seed, id }: RaftGroupId): string {
  return `${name}/${seed.toString()}/${id.toString()}`;
}

/** What requests carry: always the id that is known now, so that a repeated one finds the group where it is then. */
class KnownId implements RaftGroupId {
  name = '';
  seed = Long.ZERO;
  id = Long.ZERO;
}

/** The group of one or several objects. Calls that have it as their `proxy` wait until its id is known. */
export class CpGroup implements Proxy {
  readonly service = 'hz:core:raft';
  readonly id: RaftGroupId = new KnownId();
  /** Asks for the id, once for all who wait. Never ends in the turn it is subscribed to. */
  readonly create$: Observable<never>;
  readonly #core: Core;
  /** The losses of all connections until the id was told; after another one the cluster may be a new one, with other ids. */
  #losses = -1;

  constructor(
    core: Core,
    /** The name of one of its objects. */
    readonly name: string,
    told: (id: RaftGroupId) => void,
  ) {
    this.#core = core;
    const request = { proxyName: name };
    const asked$ = core.invoker.call(cpGroupCreateCPGroup, request, ({ groupId }) => groupId, { internal: true });
    this.create$ = asked$.pipe(
      tap(id => {
        this.take(id);
        told(id);
      }),
      ignoreElements(),
      share(),
    );
  }

  /** Whether its id is known. */
  get created(): boolean {
    return this.#losses === this.#core.ownership.losses;
  }

  take(id: RaftGroupId): void {
    Object.assign(this.id, id);
    this.#losses = this.#core.ownership.losses;
  }

  /** It was destroyed: its name means another one from now on, which the next call makes. */
  forget(): void {
    this.#losses = -1;
  }
}

/** What to do where the members have no CP subsystem; any other error as it is. */
export function explained(error: HazelcastError, structure: string): HazelcastError {
  if (error.code !== 'UNSUPPORTED_OPERATION' || error.reason === NO_CP) return error;
  return new HazelcastError('UNSUPPORTED_OPERATION', NO_CP, { operation: error.operation, structure, cause: error });
}

/**
 * The groups that a client's objects are in. Members whose CP subsystem is configured have one `default` group; members in
 * unsafe mode make of every object outside a named group a group of its own.
 */
export class CpGroups {
  readonly #core: Core;
  readonly #groups = new Map<string, CpGroup>();
  /** That of all objects without a group, where members have such a one. */
  #default: CpGroup | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** The group of an object, by its name. */
  of(objectName: string): CpGroup {
    const { group, object, proxy } = cpName(objectName);
    const isDefault = group === DEFAULT;
    const key = isDefault ? object : `@${group}`;
    let found = this.#groups.get(key);
    if (!found) {
      const made = new CpGroup(this.#core, proxy, id => {
        // In unsafe mode the group of an object of that name has that name, too.
        if (isDefault && id.name === DEFAULT && object !== DEFAULT) this.#share(made);
      });
      this.#groups.set(key, (found = made));
    }
    if (isDefault && !found.created && this.#default?.created) found.take(this.#default.id);
    return found;
  }

  /** Members have one group for all objects without a group, and this is it. */
  #share(known: CpGroup): void {
    const isNews = known === this.#default || !this.#default?.created;
    this.#default = known;
    if (!isNews) return;
    for (const [key, group] of this.#groups) if (!key.startsWith('@') && !group.created) group.take(known.id);
  }

  /** The id of the group of this object, once it is known. Tell groups apart by their `groupKey`, not by names of objects. */
  id(objectName: string): Observable<RaftGroupId> {
    return defer(() => {
      const group = this.of(objectName);
      const known$ = defer(() => of({ ...group.id }));
      if (group.created) return known$;
      return concat(group.create$, known$).pipe(
        catchError((error: HazelcastError) => throwError(() => explained(error, objectName))),
      );
    });
  }

  /** The group was destroyed: its name means another one from now on, which the next call makes. */
  forget(objectName: string): void {
    const gone = this.of(objectName);
    if (!gone.created) return;
    const key = groupKey(gone.id);
    for (const group of this.#groups.values()) if (groupKey(group.id) === key) group.forget();
  }
}
