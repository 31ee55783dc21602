import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/connection/outbox.js';
import type { Transport } from '../../src/transport/transport.js';

class SlowTransport implements Transport {
  readonly localAddress = 'test';
  /** Copies of what was written, as it was when it was written. */
  readonly chunks: Uint8Array[] = [];
  readonly #waiting: { bytes: Uint8Array; copy: Uint8Array; written: () => void }[] = [];

  write(bytes: Uint8Array, written: () => void): void {
    const copy = bytes.slice();
    this.chunks.push(copy);
    this.#waiting.push({ bytes, copy, written });
  }

  /** The transport is done with a chunk; until then nobody may have touched its bytes. */
  done(): void {
    if (this.#waiting.length !== 1) throw new Error(`${this.#waiting.length} chunks at a time`);
    const { bytes, copy, written } = this.#waiting.shift()!;
    if (Buffer.compare(bytes, copy) !== 0) throw new Error('the bytes were written over');
    written();
  }

  close(): void {}
}

const message = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const turn = (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve);
  });

function setUp() {
  const transport = new SlowTransport();
  const outbox = new Outbox(transport);
  const push = (length: number, value: number): void => outbox.push(message(length, value), 0, length);
  const sizes = (): number[] => transport.chunks.map(chunk => chunk.length);
  return { transport, outbox, push, sizes };
}

describe('Outbox', () => {
  it('sends what one turn wrote as one chunk, in order, its promises included', async () => {
    const { transport, push } = setUp();
    push(2, 1);
    push(3, 2);
    void Promise.resolve().then(() => push(1, 3));
    expect(transport.chunks).toEqual([]);
    await turn();
    expect(transport.chunks).toEqual([Uint8Array.of(1, 1, 2, 2, 2, 3)]);
  });

  it('takes only the part of the buffer that it is told', async () => {
    const { transport, outbox } = setUp();
    outbox.push(Uint8Array.of(9, 1, 2, 9), 1, 3);
    await turn();
    expect(transport.chunks).toEqual([Uint8Array.of(1, 2)]);
  });

  it('has one chunk with the transport at a time; what comes meanwhile is the next, at once', async () => {
    const { transport, push, sizes } = setUp();
    push(10, 1);
    await turn();
    push(5, 2);
    await turn();
    push(6, 3);
    await turn();
    expect(sizes()).toEqual([10]);
    transport.done();
    expect(sizes()).toEqual([10, 11]);
    transport.done();
    await turn();
    expect(sizes()).toEqual([10, 11]);
    push(1, 4);
    await turn();
    expect(sizes()).toEqual([10, 11, 1]);
  });

  it('tells how many bytes the transport has not taken yet', async () => {
    const { transport, outbox, push } = setUp();
    const queued = [outbox.queuedBytes];
    const then = (): unknown => queued.push(outbox.queuedBytes);
    push(10, 1);
    then();
    await turn();
    then();
    push(5, 2);
    then();
    transport.done();
    then();
    transport.done();
    then();
    expect(queued).toEqual([0, 10, 10, 15, 5, 0]);
  });

  it('sends nothing twice when a turn ends right after the transport was done', async () => {
    const { transport, push, sizes } = setUp();
    push(10, 1);
    await turn();
    transport.done();
    push(1, 2);
    push(1, 3);
    await turn();
    await turn();
    expect(sizes()).toEqual([10, 2]);
  });

  it('grows with what it must hold, without losing a byte', async () => {
    const { transport, push } = setUp();
    push(10_000, 1);
    push(10_000, 2);
    push(500_000, 3);
    push(2, 4);
    await turn();
    const [chunk] = transport.chunks;
    expect(chunk!.length).toBe(520_002);
    const counted = [1, 2, 3, 4].map(value => chunk!.reduce((sum, byte) => sum + (byte === value ? 1 : 0), 0));
    expect(counted).toEqual([10_000, 10_000, 500_000, 2]);
    expect([chunk![9999], chunk![10_000], chunk![520_001]]).toEqual([1, 2, 4]);
  });

  it('keeps chunks whole over many rounds of filling while sending', async () => {
    const { transport, push } = setUp();
    let expected = 0;
    push(1, 0);
    await turn();
    for (let round = 1; round <= 50; round++) {
      const length = (round * 7919) % 40_000;
      push(length, round);
      expected += length;
      transport.done();
    }
    expect(transport.chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(expected + 1);
    for (const [round, chunk] of transport.chunks.entries()) expect(chunk.every(byte => byte === round)).toBe(true);
  });
});
