import { type ExecutorService, type HazelcastClient, type Member, UUID } from 'hazelrx';
import { firstValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { addressOf, connectedTo, errorOf, firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { embeddedLog } from '../../support/embedded-tasks.js';
import { eventually, record } from '../../support/recording.js';
import { failing, greeting, raise, slow, unknown } from '../../support/tasks.js';

/** What a slow task has said so far. */
async function said(client: HazelcastClient, name: string): Promise<string | null> {
  return embeddedLog.get(name) ?? firstValueFrom(client.getMap<string, string>('slow-tasks').get(name));
}

export function executorContract(cluster: SuiteCluster): void {
  const newExecutor = (client = cluster.client): ExecutorService => client.getExecutorService(uniqueName('executor'));
  const members = async (): Promise<readonly Member[]> => {
    await connectedTo(cluster.client, cluster.running.addresses);
    return firstValueFrom(cluster.client.members$);
  };
  const textOf = ({ uuid }: Member): string => `hello ${uuid.toString()}`;

  it('runs a task on the member that owns a key', async () => {
    const executor = newExecutor();
    for (const key of ['a', 'b', 'c', 'd']) {
      const first = await firstValueFrom(executor.executeOnKeyOwner(greeting('hello'), key));
      expect((await members()).map(textOf)).toContain(first);
      expect(await firstValueFrom(executor.executeOnKeyOwner(greeting('hello'), key))).toBe(first);
    }
    expect(await firstValueFrom(executor.executeOnKeyOwner(greeting(null), 'a'))).toBeNull();
  });

  it('runs a task on the members that it is told, and tells what each has come to', async () => {
    const executor = newExecutor();
    const all = await members();
    for (const member of all) {
      expect(await firstValueFrom(executor.executeOnMember(greeting('hello'), member))).toBe(textOf(member));
      expect(await firstValueFrom(executor.executeOnMember(greeting('hello'), member.uuid))).toBe(textOf(member));
    }
    const [one] = all;
    const onOne$ = executor.executeOnMembers(greeting('hello'), [one!]).pipe(toArray());
    expect(await firstValueFrom(onOne$)).toEqual([{ member: one, result: textOf(one!) }]);
    const onAll = await firstValueFrom(executor.executeOnAllMembers<string>(greeting('hello')).pipe(toArray()));
    expect(new Set(onAll.map(({ result }) => result))).toEqual(new Set(all.map(textOf)));
    for (const { member, result } of onAll) expect(result).toBe(textOf(member));
    expect(await firstValueFrom(executor.executeOnMembers(greeting('x'), []).pipe(toArray()))).toEqual([]);
  });

  it('needs no connection to the member itself', async () => {
    const all = await members();
    const client = cluster.newClient({ network: { smartRouting: false } });
    const executor = newExecutor(client);
    for (const member of all)
      expect(await firstValueFrom(executor.executeOnMember(greeting('hello'), member))).toBe(textOf(member));
    const onAll = await firstValueFrom(executor.executeOnAllMembers<string>(greeting('hello')).pipe(toArray()));
    expect(new Set(onAll.map(({ result }) => result))).toEqual(new Set(all.map(textOf)));
  });

  it('fails with what the task throws, and the stack of the member', async () => {
    const executor = newExecutor();
    const [member] = await members();
    for (const call$ of [
      executor.executeOnKeyOwner(failing('not today'), 'a'),
      executor.executeOnMember(failing('not today'), member!),
      executor.executeOnAllMembers(failing('not today')),
    ]) {
      const error = await errorOf(call$);
      expect(error).toMatchObject({ code: 'ILLEGAL_STATE', reason: 'not today', structure: executor.name });
      expect(error.memberStack).toContain('not today');
    }
  });

  it('fails where the members cannot make a task of it', async () => {
    const executor = newExecutor();
    expect(await errorOf(executor.executeOnKeyOwner(unknown(), 'a'))).toMatchObject({ name: 'SerializationError' });
    // 5.3 tells of another class than 5.7.
    for (const none of [raise(1), 'text'])
      expect((await errorOf(executor.executeOnKeyOwner(none, 'a'))).code).toMatch(/^(ILLEGAL_ARGUMENT|CLASS_CAST)$/);
  });

  it('fails for who is no member', async () => {
    const error = await errorOf(newExecutor().executeOnMember(greeting('hello'), UUID.random()));
    expect(error).toMatchObject({ code: 'TARGET_NOT_MEMBER' });
  });

  it('lets a task go on that nobody waits for any more', async () => {
    const name = uniqueName('left');
    const task = record(newExecutor().executeOnKeyOwner(slow(100, name), 'a'));
    await eventually(
      () => said(cluster.client, name),
      text => text === 'begun',
    );
    task.stop();
    await eventually(
      () => said(cluster.client, name),
      text => text === 'begun done',
    );
  });

  it('interrupts a task, where that is asked for', async () => {
    const executor = newExecutor();
    const [member] = await members();
    for (const [where, run] of Object.entries({
      owner: (name: string) => executor.executeOnKeyOwner(slow(60_000, name), 'a', { cancelOnUnsubscribe: true }),
      member: (name: string) => executor.executeOnMember(slow(60_000, name), member!, { cancelOnUnsubscribe: true }),
      all: (name: string) => executor.executeOnMembers(slow(60_000, name), [member!], { cancelOnUnsubscribe: true }),
    })) {
      const name = uniqueName(where);
      const task = record<unknown>(run(name));
      await eventually(
        () => said(cluster.client, name),
        text => text === 'begun',
      );
      task.stop();
      await eventually(
        () => said(cluster.client, name),
        text => text === 'begun interrupted',
      );
      expect(task.error).toBeUndefined();
    }
  });

  it('does not begin a task that was cancelled while it waited for a thread', async () => {
    const [member] = await members();
    const executor = cluster.client.getExecutorService(uniqueName('narrow'));
    const name = uniqueName('waiting');
    const cancelled = { cancelOnUnsubscribe: true } as const;
    // Members know an executor of one thread by its name; embedded ones have as many as they need.
    const first = record(executor.executeOnMember(slow(60_000, uniqueName('first')), member!, cancelled));
    const tasks = Array.from({ length: 20 }, () => executor.executeOnMember(slow(60_000, name), member!, cancelled));
    // At once: what cancels it may overtake the task.
    for (const task$ of tasks) task$.subscribe().unsubscribe();
    first.stop();
    expect(await firstValueFrom(executor.executeOnMember(greeting('hello'), member!))).toBe(textOf(member!));
    await eventually(
      () => said(cluster.client, name),
      text => text === null || !/begun$|done/.test(text),
    );
  });

  it('says that it was shut down, on every member, until it is destroyed', async () => {
    await members();
    const executor = newExecutor();
    expect(await firstValueFrom(executor.isShutdown())).toBe(false);
    await firstValueFrom(executor.shutdown());
    for (let time = 0; time < 5; time++) expect(await firstValueFrom(executor.isShutdown())).toBe(true);
    const other = cluster.otherClient.getExecutorService(executor.name);
    expect(await firstValueFrom(other.isShutdown())).toBe(true);
    // Members run what clients send all the same.
    expect(await firstValueFrom(other.executeOnKeyOwner(greeting('hello'), 'a'))).toMatch(/^hello /);
    await firstValueFrom(executor.destroy());
    expect(await firstValueFrom(executor.isShutdown())).toBe(false);
  });

  /** A member more, and an executor of a client that is connected to it, or only to the first one. */
  async function withAnother(smartRouting: boolean) {
    const index = await cluster.running.addMember();
    const [first] = cluster.running.addresses;
    const client = cluster.newClient(smartRouting ? {} : { network: { smartRouting, clusterMembers: [first!] } });
    await firstValueFrom(client.connect());
    const { address } = cluster.running.members[index]!;
    const list = await firstOf(client.members$, all => all.some(each => addressOf(each) === address));
    const member = list.find(each => addressOf(each) === address)!;
    if (smartRouting) await connectedTo(client, cluster.running.addresses);
    const name = uniqueName('dying');
    /** Once the tasks of these names are under way. */
    const killed = async (...names: readonly string[]): Promise<void> => {
      await eventually(
        () => Promise.all([name, ...names].map(each => said(cluster.client, each))),
        texts => texts.every(text => text === 'begun'),
      );
      await cluster.running.kill(index);
    };
    return { executor: newExecutor(client), member, name, killed };
  }

  it('does not run a task of a member again when that dies', async () => {
    const { executor, member, name, killed } = await withAnother(true);
    const task = record(executor.executeOnMember(slow(60_000, name), member));
    await killed();
    await expect(task.count(1)).rejects.toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE' });
    expect(await said(cluster.client, name)).toMatch(/^begun( interrupted)?$/);
  });

  it('not asked directly neither; but members themselves run a task of a key again when its owner dies', async () => {
    const { executor, member, name, killed } = await withAnother(false);
    const places = (): Promise<unknown[]> => {
      const placeOf = (key: number) => firstValueFrom(executor.executeOnKeyOwner(greeting('hello'), key));
      return Promise.all(Array.from({ length: 30 }, (_, key) => placeOf(key)));
    };
    const key = (await eventually(places, all => all.includes(textOf(member)))).indexOf(textOf(member));
    const ofKey = uniqueName('dying');
    using again = record(executor.executeOnKeyOwner(slow(5000, ofKey), key));
    using task = record(executor.executeOnMember(slow(60_000, name), member));
    await killed(ofKey);
    await expect(task.count(1)).rejects.toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE' });
    expect(await said(cluster.client, name)).toMatch(/^begun( interrupted)?$/);
    expect(await again.count(1)).toEqual(['done']);
    expect(await said(cluster.client, ofKey)).toMatch(/^begun( interrupted)? begun done$/);
  });
}
