// Flake id generator: ids of the time, the member and a count, 64 a millisecond and member.
import { flakeIdGeneratorNewIdBatch } from '@hazelrx/protocol/operations';
import Long from 'long';
import { on, type Service } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';

/** The start of 2018, from which the milliseconds of an id count. */
const EPOCH = 1_514_764_800_000;
const SEQUENCE_BITS = 6;
const NODE_BITS = 16;
/** Milliseconds that ids may be ahead of the time; beyond that the answer waits. */
const ALLOWED_FUTURE = 15_000;

/** The next count of each generator on each member: the time in the upper bits. */
const counts = new WeakMap<EmbeddedMember, Map<string, number>>();
/** By which members tell their ids apart, in the order in which they were first asked. */
const nodes = new WeakMap<object, Map<EmbeddedMember, number>>();

function nodeOf(world: object, member: EmbeddedMember): number {
  let known = nodes.get(world);
  if (!known) nodes.set(world, (known = new Map()));
  const node = known.get(member) ?? known.size + 1;
  known.set(member, node);
  return node;
}

export const flakeIdGeneratorService: Service = {
  handlers: [
    on(flakeIdGeneratorNewIdBatch, (request, member, { world, now }) => {
      const { name, batchSize } = request.fields;
      if (batchSize <= 0) throw new Refusal('ILLEGAL_ARGUMENT', 'batchSize', 'java.lang.IllegalArgumentException');
      const earliest = (now - EPOCH) * 2 ** SEQUENCE_BITS;
      let own = counts.get(member);
      if (!own) counts.set(member, (own = new Map()));
      const count = Math.max(earliest, own.get(name) ?? earliest);
      own.set(name, count + batchSize);
      const base = Long.fromNumber(count).shiftLeft(NODE_BITS).or(nodeOf(world, member));
      const answer = { base, increment: 2 ** NODE_BITS, batchSize };
      const ahead = Math.floor((count + batchSize - earliest) / 2 ** SEQUENCE_BITS) - ALLOWED_FUTURE;
      if (ahead <= 0) return answer;
      world.later(ahead, () => request.answer(answer));
      return undefined;
    }),
  ],
};
