// Cardinality estimator: counts exactly, where real members estimate.
import { cardinalityEstimatorAdd, cardinalityEstimatorEstimate } from '@hazelrx/protocol/operations';
import { type Cluster, on, type Service } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { Container } from '../partition-stores.js';
import type { AnyRequest, Link } from '../request.js';

const ESTIMATORS = 'hz:impl:cardinalityEstimatorService';
/** What members are configured to have where nobody says otherwise. */
const BACKUPS = 1;

/** The hashes added to one estimator, as one member keeps them. */
class Hashes implements Container {
  readonly backups = BACKUPS;

  constructor(readonly all: Set<string> = new Set()) {}

  copy(): Hashes {
    return new Hashes(new Set(this.all));
  }
}

function find(member: EmbeddedMember, partition: number, name: string): Hashes | undefined {
  return member.stores.find(partition, ESTIMATORS, name) as Hashes | undefined;
}

/** On all that keep the partition. Returns the links of the backups to the client. */
function add(cluster: Cluster, { partition, link }: AnyRequest, name: string, hash: string): Link[] {
  const copies = cluster.partitions.all[partition]!.copies.slice(0, 1 + BACKUPS);
  for (const member of copies) {
    const hashes = find(member, partition, name) ?? new Hashes();
    hashes.all.add(hash);
    member.stores.put(partition, ESTIMATORS, name, hashes);
  }
  return copies.slice(1).flatMap(backup => backup.linkOf(link.client!.uuid) ?? []);
}

export const cardinalityEstimatorService: Service = {
  handlers: [
    on(cardinalityEstimatorAdd, (request, _, cluster) => {
      const { name, hash } = request.fields;
      request.answer({}, add(cluster, request, name, hash.toString()));
      return undefined;
    }),
    on(cardinalityEstimatorEstimate, ({ partition, fields: { name } }, _, cluster) => {
      const { owner } = cluster.partitions.all[partition]!;
      return { response: find(owner, partition, name)?.all.size ?? 0 };
    }),
  ],
  /** What was counted on either side was counted. */
  merged(from, into) {
    for (const { id, owner } of from.partitions.all) {
      for (const [name, hashes] of owner.stores.all(id, ESTIMATORS)) {
        for (const member of into.partitions.all[id]!.copies.slice(0, 1 + BACKUPS)) {
          const here = find(member, id, name) ?? new Hashes();
          for (const hash of (hashes as Hashes).all) here.all.add(hash);
          member.stores.put(id, ESTIMATORS, name, here);
        }
      }
    }
  },
};
