// User code against the published types: compiled, never run.
import {
  createClient,
  type ExecutorService,
  int32,
  type JournalCheckpoint,
  type JournalEvent,
  type JournalItemOf,
  type JournalLoss,
  type JournalMark,
  type Long,
  type Member,
  type MemberResult,
  type ProjectedEvent,
  string,
} from 'hazelrx';
import { type Observable, of } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

const hz = createClient();
const stock = hz.getMap('stock', { key: string, value: int32 });
const executor = hz.getExecutorService('reports');
declare const checkpoint: JournalCheckpoint;
declare const member: Member;

const plain = stock.journal({ from: 'oldest' });
const reported = stock.journal({ from: checkpoint, onLoss: 'report', checkpoints: true });
const projected = stock.journal({ projection: {}, onLoss: 'error' });
const consumed = stock.consumeJournal(({ key, sequence }) => of([key, sequence] as const), {
  onLoss: ({ partition }) => console.log(partition),
  onCheckpoint: kept => JSON.stringify(kept),
});

type Change = JournalEvent<string, number>;

export type JournalStreams = [
  Holds<Equal<typeof plain, Observable<Change>>>,
  Holds<Equal<typeof reported, Observable<Change | JournalLoss | JournalMark>>>,
  Holds<Equal<typeof projected, Observable<ProjectedEvent>>>,
  Holds<Equal<typeof consumed, Observable<readonly [string, Long]>>>,
  Holds<Equal<Extract<Change, { type: 'removed' }>['value'], null>>,
  Holds<Equal<Extract<Change, { type: 'added' }>['value'], number>>,
  Holds<Equal<JournalItemOf<string, number, object>, Change>>,
];

const raised = stock.executeOnKey<number>('apples', {});
const several = stock.executeOnKeys<number>(['apples'], {});
const everywhere = executor.executeOnAllMembers<string>({}, { cancelOnUnsubscribe: true });
const somewhere = executor.executeOnMember<string>({}, member);

export type Executions = [
  Holds<Equal<typeof executor, ExecutorService>>,
  Holds<Equal<typeof raised, Observable<number | null>>>,
  Holds<Equal<typeof several, Observable<[string, number][]>>>,
  Holds<Equal<typeof everywhere, Observable<MemberResult<string>>>>,
  Holds<Equal<typeof somewhere, Observable<string | null>>>,
];

// @ts-expect-error a key of another type
stock.executeOnKey(5, {});
// @ts-expect-error a checkpoint is none
stock.journal({ from: 5 });
// @ts-expect-error a stream tells losses in their place
stock.journal({ onLoss: () => {} });
