// Cardinality estimator: counts exactly, where real members estimate.
import { cardinalityEstimatorAdd, cardinalityEstimatorEstimate } from '@hazelrx/protocol/operations';
import { on, type Service } from '../cluster.js';
import { Keeping, Kept } from '../keeping.js';
import type { Container } from '../partition-stores.js';

/** What members are configured to have where nobody says otherwise. */
const CONFIG = { 'backup-count': 1, 'async-backup-count': 0 };

/** The hashes added to one estimator, as one member keeps them. */
class Hashes implements Container {
  readonly config = CONFIG;

  constructor(readonly all: Set<string> = new Set()) {}

  copy(): Hashes {
    return new Hashes(new Set(this.all));
  }
}

const estimators = new Keeping('hz:impl:cardinalityEstimatorService', () => new Hashes());

/** On all that keep the estimator. */
function add(estimator: Kept<Hashes>, hashes: Iterable<string>): void {
  for (const { all } of estimator.stores) for (const hash of hashes) all.add(hash);
}

export const cardinalityEstimatorService: Service = {
  handlers: [
    on(cardinalityEstimatorAdd, (request, _, cluster) => {
      const { name, hash } = request.fields;
      const estimator = new Kept(estimators, cluster, name);
      add(estimator, [hash.toString()]);
      request.answer({}, estimator.confirming(request));
      return undefined;
    }),
    on(cardinalityEstimatorEstimate, ({ fields: { name } }, _, cluster) => ({
      response: new Kept(estimators, cluster, name).found?.all.size ?? 0,
    })),
  ],
  /** What was counted on either side was counted. */
  merged(from, into) {
    for (const [name, { all }] of estimators.all(from)) add(new Kept(estimators, into, name), all);
  },
};
