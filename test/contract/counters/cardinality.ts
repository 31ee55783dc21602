import { type CardinalityEstimator, int32, Long } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Members may be wrong by so much of many values, far more than they are expected to be. */
const TOLERANCE = 0.06;

export function cardinalityContract(cluster: SuiteCluster): void {
  let estimator: CardinalityEstimator<object | string | number>;

  beforeEach(() => {
    estimator = cluster.client.getCardinalityEstimator(uniqueName('cardinality'));
  });

  it('is zero where nothing was added', async () => {
    expect(await valueOf(estimator.estimate())).toEqual(Long.ZERO);
  });

  it('counts each value once, whoever adds it', async () => {
    const other = cluster.otherClient.getCardinalityEstimator(estimator.name);
    expect(await valueOf(estimator.add('a'))).toBeUndefined();
    for (const value of ['b', 'a', { c: [1] }]) await valueOf(estimator.add(value));
    for (const value of ['a', 'b', { c: [1] }, 'd']) await valueOf(other.add(value));
    expect(await valueOf(estimator.estimate())).toEqual(Long.fromNumber(4));
    expect(await valueOf(other.estimate())).toEqual(Long.fromNumber(4));
  });

  it('takes values for the same by how they are serialized', async () => {
    await valueOf(estimator.addAll([1, int32(1), 1, '1']));
    expect(await valueOf(estimator.estimate())).toEqual(Long.fromNumber(3));
  });

  it('is nearly right about many values', async () => {
    const added = estimator.addAll(Array.from({ length: 5000 }, (_, n) => `value ${n}`));
    expect(await valueOf(added)).toBeUndefined();
    const estimate = (await valueOf(estimator.estimate())).toNumber();
    expect(Math.abs(estimate - 5000)).toBeLessThan(5000 * TOLERANCE);
    await valueOf(added);
    expect((await valueOf(estimator.estimate())).toNumber()).toBe(estimate);
  });

  it('adds none of many when one is no value', async () => {
    const error = await errorOf(estimator.addAll(['a', undefined as never, 'b']));
    expect(error).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'CardinalityEstimator.add',
      structure: estimator.name,
    });
    expect(await errorOf(estimator.add(null as never))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(await valueOf(estimator.estimate())).toEqual(Long.ZERO);
    expect(await valueOf(estimator.addAll([]))).toBeUndefined();
  });

  it('adds on subscribe, each time', async () => {
    const adding = estimator.add('a');
    expect(await valueOf(estimator.estimate())).toEqual(Long.ZERO);
    await valueOf(adding);
    await valueOf(adding);
    expect(await valueOf(estimator.estimate())).toEqual(Long.ONE);
  });

  it('is empty again once it was destroyed', async () => {
    await valueOf(estimator.add('a'));
    await valueOf(estimator.destroy());
    expect(await valueOf(estimator.estimate())).toEqual(Long.ZERO);
  });
}
