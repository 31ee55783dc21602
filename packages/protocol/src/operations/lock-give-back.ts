// What undoes the lock of a key whose caller has left.
import type { keyData, long, string } from '../wire/field.js';
import { type LongLike, nextInt64 } from '../wire/int64.js';
import { type GiveBack, giveBack, type NoEvents, type Operation } from '../wire/operation.js';

type UnlockFields = {
  readonly name: typeof string;
  readonly key: typeof keyData;
  readonly threadId: typeof long;
  readonly referenceId: typeof long;
};

/** The row that unlocks what another one locks. */
type UnlockRow = Operation<UnlockFields, NoEvents>;

interface LockRequest {
  readonly name: string;
  readonly key: NonNullable<unknown>;
  readonly threadId: LongLike;
  readonly referenceId: LongLike;
}

/** Of a row that answers when it has locked. */
export function undoLock(unlock: UnlockRow, request: LockRequest, answer: object | undefined): GiveBack | 'again' {
  return answer ? unlocking(unlock, request) : 'again';
}

/** Of a row that answers whether it has locked. `answer`: and whether the request was sent before. */
export function undoTryLock(
  unlock: UnlockRow,
  request: LockRequest,
  [answer, repeated]: readonly [{ readonly response: boolean } | undefined, repeated: boolean],
): GiveBack | 'again' | undefined {
  if (answer?.response) return unlocking(unlock, request);
  return answer && !repeated ? undefined : 'again';
}

/** A member takes an unlock with the lock's own reference id for a repetition of the lock, and does nothing. */
function unlocking(unlock: UnlockRow, { name, key, threadId, referenceId }: LockRequest): GiveBack {
  return giveBack(unlock, { name, key, threadId, referenceId: nextInt64(referenceId) });
}
