import { type AnyOperation, queryReaders, Serialization, UUID } from '@hazelrx/protocol';
import type { clientAddClusterViewListener } from '@hazelrx/protocol/operations';
import type { Address, Transport } from '../../src/transport/transport.js';
import { type Common, type Link, type Received, ScriptedMember } from './scripted-member.js';

/** Members that know of each other. Member `i` owns the partitions `p` with `p % members === i`. */
export class ScriptedCluster implements Common {
  id = UUID.random();
  partitionCount = 6;
  /** Of both views. */
  version = 1;
  /** Chunks and ends of pipes so far: when it stands still, nothing is on its way. */
  chunks = 0;
  /** All there are; those in `view` have joined. */
  readonly members: ScriptedMember[] = [];
  view: ScriptedMember[] = [];
  readonly serialization = new Serialization({ identified: queryReaders });
  /** For `dialMemory`. */
  readonly accept = ({ host, port }: Address, transport: Transport): Link | undefined =>
    this.members.find(({ address }) => address.host === host && address.port === port)?.accept(transport);

  constructor(size: number) {
    for (let i = 0; i < size; i++) this.view.push(this.add());
  }

  /** A member that answers, and is not in the view yet. */
  add(): ScriptedMember {
    const member = new ScriptedMember(this, { host: '10.0.0.1', port: 5701 + this.members.length });
    this.members.push(member);
    return member;
  }

  /** These are the cluster from now on, and its members tell so. */
  show(...view: ScriptedMember[]): void {
    this.view = view;
    this.version++;
    for (const link of this.members.flatMap(({ links }) => links)) if (link.open && link.view) this.tell(link.view);
  }

  get memberInfos() {
    const version = { major: 5, minor: 7, patch: 0 };
    return this.view.map(({ uuid, address }) => ({
      uuid,
      address,
      attributes: new Map(),
      liteMember: false,
      version,
      addressMap: new Map(),
    }));
  }

  get partitions(): [UUID, number[]][] {
    const ids = Array.from({ length: this.partitionCount }, (_, id) => id);
    return this.view.map(({ uuid }, i) => [uuid, ids.filter(id => id % this.view.length === i)]);
  }

  /** Both views, to one client. */
  tell(listener: Received<typeof clientAddClusterViewListener>): void {
    listener.event('MembersView', { version: this.version, memberInfos: this.memberInfos });
    listener.event('PartitionsView', { version: this.version, partitions: this.partitions });
  }

  /** The requests of one row so far, of all members, in no order between them. */
  of<O extends AnyOperation>(operation: O): Received<O>[] {
    return this.members.flatMap(member => member.of(operation));
  }
}
