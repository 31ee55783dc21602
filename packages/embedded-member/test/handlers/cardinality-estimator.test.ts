import { Long } from 'hazelrx';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../support/virtual-cluster.js';

describe('a cardinality estimator', () => {
  it('survives the death of a member, and counts exactly', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const client = await virtual.connected();
    const estimators = Array.from({ length: 6 }, (_, n) => client.getCardinalityEstimator(`e${n}`));
    for (const estimator of estimators) await virtual.ask(estimator.addAll(Array.from({ length: 300 }, (_, n) => n)));
    for (const index of [0, 1]) {
      await virtual.cluster.kill(index);
      await virtual.clock.advance(3000);
      for (const estimator of estimators)
        expect(await virtual.ask(estimator.estimate(), 1000)).toEqual(Long.fromNumber(300));
    }
  });

  it('has after a split what was added on either side', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const { faults, addresses } = virtual.cluster;
    const at = async (index: number) =>
      (await virtual.connected({ network: { clusterMembers: [addresses[index]!] } })).getCardinalityEstimator('e');
    const heal = faults.split([[0, 1], [2]]);
    await virtual.clock.advance(2000);
    await virtual.ask((await at(0)).addAll(['a', 'b']));
    await virtual.ask((await at(2)).addAll(['b', 'c']));
    heal();
    await virtual.clock.advance(5000);
    expect(await virtual.ask((await at(0)).estimate())).toEqual(Long.fromNumber(3));
  });
});
