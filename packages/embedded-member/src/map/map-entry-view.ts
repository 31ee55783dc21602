import type { Encodable } from '@hazelrx/protocol';
import type { mapGetEntryView } from '@hazelrx/protocol/operations';
import Long from 'long';
import { expiresAt, type MapKey } from './map-key.js';

type EntryView = NonNullable<Encodable<(typeof mapGetEntryView)['response']['fields']>['response']>;

/** Bytes that a member counts for an entry besides its value, without and with statistics (seen on 5.7.0). */
const OVERHEAD = 52;
const OVERHEAD_WITH_STATS = 76;
/** Members count times in 31 bits of seconds, and what has more is for ever; dates begin with 2018. */
const MOST_MILLIS = (2 ** 31 - 1) * 1000;
const EPOCH = Date.UTC(2018);
/** What a member tells of a statistic that it does not keep. */
const NOT_KEPT = -1;

/** An entry with its times, in whole seconds as members keep them. Null where there is none. */
export function entryView(at: MapKey): EntryView | null {
  const { record, store } = at;
  if (!record) return null;
  const { key, value, ttl, maxIdle, writtenAt, createdAt, accessedAt, hits, version } = record;
  const stats = store.config['per-entry-stats-enabled'];
  const lasts = ttl === Infinity && maxIdle === Infinity;
  return {
    key,
    value,
    cost: (stats ? OVERHEAD_WITH_STATS : OVERHEAD) + value.bytes.length,
    creationTime: stats ? seconds(createdAt) : NOT_KEPT,
    expirationTime: seconds(expiresAt(record), EPOCH + MOST_MILLIS),
    hits: stats ? hits : NOT_KEPT,
    lastAccessTime: stats ? (hits > 0 ? seconds(accessedAt) : 0) : NOT_KEPT,
    lastStoredTime: stats ? 0 : NOT_KEPT,
    lastUpdateTime: lasts && !stats ? NOT_KEPT : seconds(writtenAt),
    version,
    ttl: lifetime(ttl),
    maxIdle: lifetime(maxIdle),
  };
}

/** At least a second. */
function lifetime(millis: number): Long {
  return seconds(Math.max(1000, millis), MOST_MILLIS);
}

function seconds(millis: number, most = Infinity): Long {
  return millis >= most ? Long.MAX_VALUE : Long.fromNumber(Math.floor(millis / 1000) * 1000);
}
