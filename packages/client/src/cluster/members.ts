import type { clientAddClusterViewListener } from '@hazelrx/protocol/operations';
import type { EventOf, UUID } from '@hazelrx/protocol';
import { BehaviorSubject, concatMap, filter, type Observable, of, pairwise, startWith, Subject } from 'rxjs';
import type { Address } from '../transport/transport.js';

type MemberInfo = Extract<
  EventOf<typeof clientAddClusterViewListener>,
  { event: 'MembersView' }
>['memberInfos'][number];

/** A member of the cluster, as the cluster describes it. The same member is the same object for as long as it stays. */
export interface Member {
  readonly uuid: UUID;
  readonly address: Address;
  /** Where clients outside the members' network reach it, if the member says so. */
  readonly publicAddress: Address | undefined;
  readonly attributes: ReadonlyMap<string, string>;
  /** Holds no data. */
  readonly liteMember: boolean;
  /** `major.minor.patch` */
  readonly version: string;
}

/** `members`: the list after the change. */
export interface MembershipEvent {
  readonly type: 'added' | 'removed';
  readonly member: Member;
  readonly members: readonly Member[];
}

/** Who was there when the list came to be known, or was asked for. */
export interface InitialMembers {
  readonly type: 'initial';
  readonly members: readonly Member[];
}

const CLIENT_ENDPOINT = 1;
/** Accepts whatever list comes next, and takes nothing for granted about who is in it. */
const UNKNOWN = -1;

/** The member list, kept by versions: an older list never replaces a newer one. */
export class Members {
  readonly #list = new BehaviorSubject<readonly Member[] | undefined>(undefined);
  readonly #events = new Subject<MembershipEvent>();
  #version = UNKNOWN;
  #current = false;

  /** The list at once, as soon as there is one, and after every change. */
  readonly members$: Observable<readonly Member[]> = this.#list.pipe(filter(list => list !== undefined));
  /** Every change, one member at a time, removals first. */
  readonly membershipEvents$: Observable<MembershipEvent> = this.#events.asObservable();

  /** The list as soon as there is one, then every change of it: whoever adds them up has the list at any time. */
  readonly membership$: Observable<InitialMembers | MembershipEvent> = this.members$.pipe(
    startWith(undefined),
    pairwise(),
    concatMap(([before, after]) =>
      before ? changesOf(before, after!) : of({ type: 'initial' as const, members: after! }),
    ),
  );

  /** Emits once the list is known to be that of the cluster the client is connected to now. */
  readonly current$: Observable<unknown> = this.#list.pipe(filter(() => this.#current));

  /** Whether the list is that of the cluster the client is connected to now. */
  get current(): boolean {
    return this.#current;
  }

  get list(): readonly Member[] {
    return this.#list.value ?? [];
  }

  find(uuid: UUID): Member | undefined {
    return this.list.find(member => member.uuid.equals(uuid));
  }

  /** The next list counts whatever its version: it comes from a member that may have been restarted. */
  expectNewList(): void {
    this.#version = UNKNOWN;
    this.#current = false;
  }

  /** Takes a list from the cluster unless it is older than the current one. */
  apply(version: number, infos: readonly MemberInfo[]): void {
    if (version <= this.#version) return;
    this.#version = version;
    this.#current = true;
    const before = this.list;
    const after = infos.map(info => before.find(member => isSame(member, info)) ?? memberOf(info));
    this.#list.next(after);
    for (const event of changesOf(before, after)) this.#events.next(event);
  }

  end(): void {
    this.#list.complete();
    this.#events.complete();
  }
}

/** Removals first. */
function changesOf(before: readonly Member[], members: readonly Member[]): MembershipEvent[] {
  const removed = before.filter(member => !members.includes(member));
  const added = members.filter(member => !before.includes(member));
  return [
    ...removed.map(member => ({ type: 'removed', member, members }) as const),
    ...added.map(member => ({ type: 'added', member, members }) as const),
  ];
}

/** A member that was restarted on the same address has another UUID: it is another member. */
function isSame(member: Member, info: MemberInfo): boolean {
  return (
    member.uuid.equals(info.uuid) &&
    member.address.host === info.address.host &&
    member.address.port === info.address.port
  );
}

function memberOf({ uuid, address, attributes, liteMember, version, addressMap }: MemberInfo): Member {
  let publicAddress: Address | undefined;
  for (const [{ type, identifier }, endpoint] of addressMap ?? []) {
    if (type === CLIENT_ENDPOINT && identifier === 'public') publicAddress = endpoint;
  }
  const { major, minor, patch } = version;
  return { uuid, address, publicAddress, attributes, liteMember, version: `${major}.${minor}.${patch}` };
}
