import Long from 'long';
import { Data, UUID } from '@hazelrx/protocol';

/** A value as the protocol vectors tell it: its type in the protocol, and its content in the form that suits the type. */
export interface TaggedValue {
  t: string;
  v?: unknown;
  hex?: string;
  msb?: string;
  lsb?: string;
  bits?: string | string[];
  items?: TaggedValue[];
  entries?: [TaggedValue, TaggedValue][];
  fields?: Record<string, TaggedValue>;
}

interface TaggedPage {
  last: boolean;
  columnTypes: number[];
  columns: { itemType: string; values: unknown[] }[];
}

/** What decoding must give, and what encoding is given. */
export function untag(tagged: TaggedValue): unknown {
  const { t, items, entries, fields, hex } = tagged;
  if (tagged.v === null) return null;
  if (items) return items.map(untag);
  if (entries) {
    const pairs = entries.map(([key, value]) => [untag(key), untag(value)] as const);
    return t.startsWith('Map_') ? new Map(pairs) : pairs;
  }
  if (fields) return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, untag(value)]));
  if (hex !== undefined) return t === 'Data' ? new Data(bytesOf(hex)) : bytesOf(hex);
  const read = byType[t];
  if (!read) throw new Error(`no way to read the vectors' type ${t}`);
  return read(tagged);
}

const byType: Readonly<Record<string, (tagged: TaggedValue) => unknown>> = {
  String: ({ v }) => v,
  boolean: ({ v }) => v,
  byte: ({ v }) => v,
  int: ({ v }) => v,
  long: ({ v }) => Long.fromString(v as string),
  longArray: ({ v }) => (v as string[]).map(text => Long.fromString(text)),
  float: ({ bits }) => floatOf(bits as string),
  floatArray: ({ bits }) => Float32Array.from(bits as string[], floatOf),
  UUID: uuidOf,
  SqlPage: tagged => pageOf(tagged as unknown as TaggedPage),
};

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

function floatOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number(bits));
  return view.getFloat32(0);
}

function uuidOf({ msb, lsb, v }: TaggedValue): UUID {
  const [high, low] = [Long.fromString(msb!), Long.fromString(lsb!)];
  const uuid = new UUID(high.high, high.low, low.high, low.low);
  if (uuid.toString() !== v) throw new Error(`${String(v)} is told with the halves of ${uuid.toString()}`);
  return uuid;
}

/** The vectors' pages hold plain `int` items only. */
function pageOf({ last, columnTypes, columns }: TaggedPage): unknown {
  const strange = columns.find(({ itemType }) => itemType !== 'int');
  if (strange) throw new Error(`no way to read the vectors' SQL item type ${strange.itemType}`);
  return { last, columnTypes, columns: columns.map(({ values }) => values) };
}
