const NO_LIST = 'expected an iterable';

/** Refuses when it is read. */
const unreadable = {
  [Symbol.iterator](): never {
    throw new TypeError(NO_LIST);
  },
} as unknown as readonly never[];

/** An iterator gives its items once, and a call may be subscribed to twice. Told on subscribe: that it is none. */
export function listed<T>(items: Iterable<T>): () => readonly T[] {
  const all = isIterable(items) ? Array.from(items) : undefined;
  return () => {
    if (all) return all;
    throw new TypeError(NO_LIST);
  };
}

/** The same as the argument of a request, which is read on subscribe. */
export function argumentList<T>(items: Iterable<T>): readonly T[] {
  return isIterable(items) ? Array.from(items) : unreadable;
}

/** A string is, too, but nobody means its characters. */
function isIterable(items: unknown): boolean {
  return typeof items === 'object' && items !== null && Symbol.iterator in items;
}
