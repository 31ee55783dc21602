// User code against the published types: compiled, never run.
import {
  type CardinalityEstimator,
  createClient,
  type FlakeIdGenerator,
  type FlakeIdGeneratorConfig,
  type Long,
  type LongLike,
  type PNCounter,
} from 'hazelrx';
import type { Observable } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

const hz = createClient({ flakeIdGenerators: { 'a*': { prefetchCount: 10, prefetchValidityMillis: 0 } } });
const counter = hz.getPNCounter('c');
const ids = hz.getFlakeIdGenerator('f');
const visitors = hz.getCardinalityEstimator<string>('e');

export type Counters = [
  Holds<Equal<typeof counter, PNCounter>>,
  Holds<Equal<ReturnType<typeof counter.get>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.getAndAdd>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.addAndGet>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.getAndSubtract>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.subtractAndGet>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.getAndIncrement>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.incrementAndGet>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.getAndDecrement>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.decrementAndGet>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof counter.reset>, void>>,
  Holds<Equal<ReturnType<typeof counter.destroy>, Observable<undefined>>>,
  Holds<Equal<Parameters<typeof counter.addAndGet>, [delta: LongLike]>>,
  Holds<Known<ReturnType<typeof counter.get>>>,
];

export type Others = [
  Holds<Equal<typeof ids, FlakeIdGenerator>>,
  Holds<Equal<ReturnType<typeof ids.newId>, Observable<Long>>>,
  Holds<Equal<FlakeIdGeneratorConfig['prefetchCount'], number | undefined>>,
  Holds<Equal<typeof visitors, CardinalityEstimator<string>>>,
  Holds<Equal<ReturnType<typeof visitors.add>, Observable<undefined>>>,
  Holds<Equal<Parameters<typeof visitors.addAll>, [values: Iterable<string>]>>,
  Holds<Equal<ReturnType<typeof visitors.estimate>, Observable<Long>>>,
];

// @ts-expect-error of strings
visitors.add(1);
// @ts-expect-error a setting that is none
createClient({ flakeIdGenerators: { a: { prefetch: 10 } } });
