import { CORRELATION_OFFSET, encodeResponse, Serialization, TYPE_OFFSET, Writer } from '@hazelrx/protocol';
import { clientAuthentication, mapGet, mapPut, mapSize } from '@hazelrx/protocol/operations';
import { config } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { partsOf } from '../../src/client.js';
import { IndeterminateError } from '../../src/errors.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const put = { ...get, value: 'v', ttl: -1 };

/** An answer to `Map.size`, its parts to be changed by `change`. */
function sizeAnswer(change: (view: DataView) => void): Uint8Array {
  const writer = new Writer(new Serialization({}));
  const start = encodeResponse(mapSize, writer, { response: 5 });
  const bytes = writer.bytes.slice(start, writer.position);
  change(new DataView(bytes.buffer));
  return bytes;
}

describe('a message that nobody waits for', () => {
  it.each([
    [999_999, 1],
    [-1, 1],
    [0, 999],
    [-2_147_483_648, -1],
  ])('(id %i, %i) is ignored', async (slot, generation) => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    member!.links[0]!.write(
      sizeAnswer(view => {
        view.setInt32(CORRELATION_OFFSET, slot, true);
        view.setInt32(CORRELATION_OFFSET + 4, generation, true);
      }),
    );
    await t.settle();
    expect(member!.links[0]!.open).toBe(true);
    expect(t.events.filter(({ type }) => type === 'disconnected')).toEqual([]);
  });

  it('is no answer to a call on another connection', async () => {
    const t = await connectedTo(2);
    const [one, two] = t.cluster.members;
    const call = t.watch(t.client.invoke(mapSize, { name: 'm' }, { partition: 0 }));
    await t.settle();
    const { correlation } = one!.of(mapSize)[0]!;
    const forged = sizeAnswer(view => {
      view.setInt32(CORRELATION_OFFSET, correlation.low, true);
      view.setInt32(CORRELATION_OFFSET + 4, correlation.high, true);
    });
    two!.links[0]!.write(forged);
    await t.settle();
    expect(call.completed).toBe(false);
    one!.links[0]!.write(forged);
    await t.settle();
    expect(call.values).toEqual([{ response: 5 }]);
  });
});

describe('a peer that breaks the protocol', () => {
  /** Two calls on the connection of the first of two members, which then does `harm`. */
  async function harmed(harm: (member: ScriptedMember) => void) {
    const t = await connectedTo(2);
    const [bad, good] = t.cluster.members;
    good!.on(mapGet, call => call.answer({ response: 'elsewhere' }));
    const read = t.watch(t.client.invoke(mapGet, get, { partition: 0 }));
    const write = t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
    await t.settle();
    bad!.up = false;
    harm(bad!);
    await t.settle();
    return { t, bad: bad!, read, write };
  }

  const answerOfType = (type: number) => (member: ScriptedMember) => {
    const { correlation } = member.of(mapGet)[0]!;
    member.links[0]!.write(
      sizeAnswer(view => {
        view.setInt32(TYPE_OFFSET, type, true);
        view.setInt32(CORRELATION_OFFSET, correlation.low, true);
        view.setInt32(CORRELATION_OFFSET + 4, correlation.high, true);
      }),
    );
  };

  const frame = (length: number, flags = 0xe000, size = 8) => {
    const bytes = new Uint8Array(size);
    new DataView(bytes.buffer).setInt32(0, length, true);
    new DataView(bytes.buffer).setUint16(4, flags, true);
    return (member: ScriptedMember) => member.links[0]!.write(bytes);
  };

  it.each<[string, (member: ScriptedMember) => void]>([
    ['an answer of another type', answerOfType(mapSize.id + 1)],
    ['a request in place of an answer', answerOfType(mapGet.id)],
    ['an answer cut short', answerOfType(mapGet.id + 1)],
    ['a frame of length 0', frame(0)],
    ['a frame shorter than its header', frame(5)],
    ['a frame of negative length', frame(-1)],
    ['a frame of the smallest length', frame(-2_147_483_648)],
    ['a message without a header', frame(6)],
    ['a fragment without an id', frame(6, 0xa000)],
    ['text', member => member.links[0]!.write(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(4)))],
  ])('(%s) loses its connection; its calls are told', async (_, harm) => {
    const { t, bad, read, write } = await harmed(harm);
    const ended = t.eventsOf('disconnected');
    // Where a length field claims more than has come, that is not known yet.
    if (ended.length === 0) bad.links[0]!.cut();
    await t.settle();
    expect(t.eventsOf('disconnected')).toMatchObject([{ address: bad.name }]);
    expect(bad.links[0]!.open).toBe(false);
    expect(read.values.length + (read.error === undefined ? 0 : 1)).toBe(1);
    expect(write.error).toBeDefined();
  });

  it('is told as WIRE, with what was wrong; a call that may have run as indeterminate', async () => {
    const { t, read, write } = await harmed(frame(-1));
    expect(t.eventsOf('disconnected')).toMatchObject([
      { error: { code: 'WIRE', cause: { message: 'impossible frame length -1' } } },
    ]);
    expect(read.trouble).toMatchObject({ code: 'WIRE', operation: 'Map.get', structure: 'm' });
    expect(write.trouble).toMatchObject({
      code: 'INDETERMINATE_OPERATION_STATE',
      operation: 'Map.put',
      structure: 'm',
      cause: { code: 'WIRE' },
    });
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('before it is known as a member may not claim more than a MiB', async () => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.on(clientAuthentication, () => frame((1 << 20) + 1)(cluster.members[0]!));
    const t = new VirtualClient(cluster);
    t.watch(t.client.connect());
    await t.settle();
    expect(t.eventsOf('connectionFailed')).toMatchObject([{ error: { code: 'WIRE' } }]);
  });
});

describe('a message', () => {
  it('arrives in pieces of one byte as well', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    const call = t.watch(t.client.invoke(mapSize, { name: 'm' }));
    await t.settle();
    const { correlation } = member!.of(mapSize)[0]!;
    const bytes = sizeAnswer(view => {
      view.setInt32(CORRELATION_OFFSET, correlation.low, true);
      view.setInt32(CORRELATION_OFFSET + 4, correlation.high, true);
    });
    for (const byte of bytes) member!.links[0]!.write(Uint8Array.of(byte));
    await t.settle();
    expect(call.values).toEqual([{ response: 5 }]);
  });

  it('that answers after the connection was closed by one before it in the same chunk is not read', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    const call = t.watch(t.client.invoke(mapPut, put));
    await t.settle();
    const { correlation } = member!.of(mapPut)[0]!;
    const wrong = sizeAnswer(view => {
      view.setInt32(CORRELATION_OFFSET, correlation.low, true);
      view.setInt32(CORRELATION_OFFSET + 4, correlation.high, true);
    });
    member!.links[0]!.write(Uint8Array.from([...wrong, ...wrong]));
    await t.settle();
    expect(call.trouble).toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE', cause: { code: 'WIRE' } });
  });
});

describe('a next handler that throws', () => {
  it('does not climb into the reader: other calls and the connection go on', async () => {
    const unhandled: unknown[] = [];
    config.onUnhandledError = error => void unhandled.push(error);
    onTestFinished(() => {
      config.onUnhandledError = null;
    });
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    t.client.invoke(mapGet, get).subscribe(() => {
      throw new Error('of the application');
    });
    const other = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    for (const call of member!.of(mapGet)) call.answer({ response: 1 });
    await t.settle();
    expect(other.values).toEqual([{ response: 1 }]);
    expect(member!.links[0]!.open).toBe(true);
    await new Promise(resolve => {
      setTimeout(resolve);
    });
    expect(unhandled).toMatchObject([{ message: 'of the application' }]);
    expect(partsOf(t.client).invoker.active).toBe(0);
  });
});

describe('a call whose connection breaks the protocol', () => {
  it('does not go on elsewhere when it may not run twice', async () => {
    const t = await connectedTo(2);
    const [bad, good] = t.cluster.members;
    const call = t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
    await t.settle();
    bad!.kill();
    await t.settle();
    expect(call.error).toBeInstanceOf(IndeterminateError);
    expect(good!.of(mapPut)).toEqual([]);
  });
});
