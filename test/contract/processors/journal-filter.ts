import { Predicates } from 'hazelrx';
import { expect, it } from 'vitest';
import { firstValueFrom } from 'rxjs';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { eventsOf, greeting } from '../../support/tasks.js';

export function journalFilterContract(cluster: SuiteCluster): void {
  it('choose events, and make something else of them', async () => {
    const map = cluster.client.getMap<string, string>(uniqueName('journaled'));
    using chosen = record(map.journal({ from: 'oldest', predicate: eventsOf('x') }));
    using made = record(map.journal({ from: 'oldest', predicate: eventsOf('x'), projection: eventsOf('') }));
    for (const [key, value] of Object.entries({ x1: 'a', y1: 'b', x2: 'c' })) await firstValueFrom(map.set(key, value));
    expect((await chosen.count(2)).map(({ key }) => key).toSorted()).toEqual(['x1', 'x2']);
    const values = (await made.count(2)).map(({ type, value }) => `${type} ${String(value)}`);
    expect(values.toSorted()).toEqual(['projected x1=a', 'projected x2=c']);
  });

  it('are behind a checkpoint as the others are', async () => {
    const map = cluster.client.getMap<string, string>(uniqueName('journaled'));
    const options = { predicate: eventsOf('x'), checkpoints: true } as const;
    using first = record(map.journal({ ...options, from: 'oldest' }));
    for (const key of ['x', 'y', 'x']) await firstValueFrom(map.set(key, key));
    const told = await first.until(
      items => items.at(-1)?.type === 'checkpoint' && items.filter(({ type }) => type !== 'checkpoint').length === 2,
    );
    first.stop();
    const last = told.at(-1)!;
    if (last.type !== 'checkpoint') expect.fail('no checkpoint');
    await firstValueFrom(map.set('x', 'later'));
    using later = record(map.journal({ predicate: options.predicate, from: last.checkpoint }));
    expect(await later.count(1)).toMatchObject([{ type: 'updated', key: 'x', value: 'later' }]);
  });

  it('must be ones', async () => {
    const map = cluster.client.getMap<string, string>(uniqueName('journaled'));
    await firstValueFrom(map.set('a', 'b'));
    for (const predicate of [greeting('x'), Predicates.alwaysTrue()]) {
      const error = await errorOf(map.journal({ from: 'oldest', predicate }));
      expect(error).toMatchObject({ code: 'CLASS_CAST', structure: map.name });
    }
  });
}
