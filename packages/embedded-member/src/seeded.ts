import { UUID } from '@hazelrx/protocol';

/** Numbers 0 ≤ n < 1 that follow from the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function uuidFrom(random: () => number): UUID {
  const word = (): number => (random() * 2 ** 32) | 0;
  return new UUID(word(), (word() & ~0xf000) | 0x4000, (word() & 0x3fff_ffff) | -0x8000_0000, word());
}
