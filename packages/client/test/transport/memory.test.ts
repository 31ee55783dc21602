import { describe, expect, it } from 'vitest';
import { dialMemory } from '../../src/transport/memory.js';
import type { Transport, TransportHandlers } from '../../src/transport/transport.js';

class End implements TransportHandlers {
  transport: Transport | undefined;
  readonly log: string[] = [];
  opened(transport: Transport): void {
    this.transport = transport;
    this.log.push('opened');
  }
  received(bytes: Uint8Array): void {
    this.log.push(`received ${bytes.join()}`);
  }
  closed(reason: Error | undefined): void {
    this.log.push(`closed ${reason?.message ?? 'quietly'}`);
  }
  write(...bytes: number[]): void {
    this.transport!.write(Uint8Array.from(bytes), () => this.log.push(`written ${bytes.join()}`));
  }
}

const address = { host: 'h', port: 1 };
const turn = (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve);
  });

async function pipe() {
  const [client, member] = [new End(), new End()];
  const giveUp = dialMemory(() => member)(address, client);
  await turn();
  return { client, member, giveUp };
}

describe('dialMemory', () => {
  it('opens both ends later, the member told where it was dialled', async () => {
    const [client, member] = [new End(), new End()];
    let asked: unknown;
    dialMemory((where, transport) => {
      asked = [where, transport.localAddress];
      return member;
    })(address, client);
    expect(client.log).toEqual([]);
    await turn();
    expect(asked).toEqual([address, 'memory:member']);
    expect(client.log).toEqual(['opened']);
    expect(member.log).toEqual(['opened']);
    expect(client.transport!.localAddress).toBe('memory:client');
  });

  it('tells the client that nobody listens', async () => {
    const client = new End();
    dialMemory(() => undefined)(address, client);
    await turn();
    expect(client.log).toEqual(['closed connection refused']);
  });

  it('carries copies, in order, both ways; `written` comes after the write returned', async () => {
    const { client, member } = await pipe();
    const bytes = Uint8Array.of(1, 2);
    client.transport!.write(bytes, () => client.log.push('written'));
    bytes.fill(9);
    client.write(3);
    expect(client.log).toEqual(['opened']);
    member.write(7);
    await turn();
    expect(member.log).toEqual(['opened', 'received 1,2', 'received 3', 'written 7']);
    expect(client.log).toEqual(['opened', 'written', 'written 3', 'received 7']);
  });

  it('lets a member write while it is being accepted', async () => {
    const client = new End();
    const member = new End();
    dialMemory((_, transport) => {
      transport.write(Uint8Array.of(5), () => {});
      return member;
    })(address, client);
    await turn();
    expect(client.log).toEqual(['opened', 'received 5']);
  });

  it('tells the other end of a close, once, and nothing more to either', async () => {
    const { client, member } = await pipe();
    client.write(1);
    client.transport!.close();
    client.transport!.close();
    member.write(2);
    await turn();
    expect(client.log).toEqual(['opened']);
    expect(member.log).toEqual(['opened', 'closed quietly']);
    member.transport!.close();
    await turn();
    expect(client.log).toEqual(['opened']);
  });

  it('tells the client when the member closes', async () => {
    const { client, member } = await pipe();
    member.transport!.close();
    await turn();
    expect(client.log).toEqual(['opened', 'closed quietly']);
    expect(member.log).toEqual(['opened']);
  });

  it('can be given up before it opened: nobody is asked', async () => {
    const client = new End();
    let asked = false;
    dialMemory(() => ((asked = true), new End()))(address, client)();
    await turn();
    expect(asked).toBe(false);
    expect(client.log).toEqual([]);
  });
});
