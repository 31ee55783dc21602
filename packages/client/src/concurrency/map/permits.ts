// What a semaphore is, as it is kept in the cluster, and what becomes of it.
import { UUID } from '@hazelrx/protocol';
import type { StateCodec } from './register-record.js';

export interface PermitState {
  /** It was given permits once. */
  readonly initialised: boolean;
  /** Available ones; below 0 after a reduction. */
  readonly permits: number;
  /** How many each session holds, never 0. */
  readonly holders: ReadonlyMap<string, number>;
}

/** Of one session. */
interface Share {
  readonly id: string;
  readonly permits: number;
}

const HEADER = 9;
const HOLDER = 20;

export const permitCodec: StateCodec<PermitState> = {
  initial: { initialised: false, permits: 0, holders: new Map() },

  size: ({ holders }) => HEADER + holders.size * HOLDER,

  write({ initialised, permits, holders }, view, start) {
    view.setUint8(start, initialised ? 1 : 0);
    view.setFloat64(start + 1, permits);
    let at = start + HEADER;
    for (const [id, count] of holders) {
      const { w0, w1, w2, w3 } = UUID.parse(id);
      for (const word of [w0, w1, w2, w3, count]) {
        view.setInt32(at, word);
        at += 4;
      }
    }
  },

  read(view, start) {
    const holders = new Map<string, number>();
    for (let at = start + HEADER; at < view.byteLength; at += HOLDER) {
      const [w0, w1, w2, w3] = [0, 4, 8, 12].map(word => view.getInt32(at + word)) as [number, number, number, number];
      holders.set(new UUID(w0, w1, w2, w3).toString(), view.getInt32(at + 16));
    }
    return { initialised: view.getUint8(start) === 1, permits: view.getFloat64(start + 1), holders };
  },
};

/** Adds to what is available, which gives it its first permits, too. */
export function changed(state: PermitState, delta: number): PermitState {
  return { ...state, initialised: true, permits: state.permits + delta };
}

/** Of fewer permits than none nobody holds any. */
export function taken(state: PermitState, { id, permits }: Share): PermitState {
  const available = state.permits - permits;
  if (permits <= 0) return { ...state, permits: available };
  const holders = new Map(state.holders).set(id, (state.holders.get(id) ?? 0) + permits);
  return { ...state, permits: available, holders };
}

/** Null where one of them does not hold as many. */
export function released(state: PermitState, shares: readonly Share[]): PermitState | null {
  const holders = new Map(state.holders);
  let { permits } = state;
  for (const share of shares) {
    const left = (holders.get(share.id) ?? 0) - share.permits;
    if (left < 0) return null;
    if (left === 0) holders.delete(share.id);
    else holders.set(share.id, left);
    permits += share.permits;
  }
  return { ...state, permits, holders };
}

/** The permits of these sessions are available again. The same state where they have none. */
export function withoutHolders(state: PermitState, ids: ReadonlySet<string>): PermitState {
  const shares = [...state.holders].filter(([id]) => ids.has(id)).map(([id, permits]) => ({ id, permits }));
  return shares.length > 0 ? released(state, shares)! : state;
}
