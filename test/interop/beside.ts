// A member with applications in all languages beside each other, this client among them.
import { defaultJvm } from '@hazelrx/java-member';
import { type ClientConfig, createClient, type HazelcastClient } from 'hazelrx';
import type { TestCluster } from 'hazelrx/testing';
import { firstValueFrom } from 'rxjs';
import { realMembers } from '../support/clusters.js';
import type { JavaClasses } from '../support/java.js';
import { compactSerializers } from './ours/compact-classes.js';
import { createIdentified, IDENTIFIED_FACTORY } from './ours/identified.js';
import { createPortable, PORTABLE_FACTORY } from './ours/portables.js';
import { pointSerializer } from './ours/samples.js';
import { type ByteOrder, JavaProgram, type Program, startNodeProgram, startPythonProgram } from './programs.js';

type SerializationConfig = NonNullable<ClientConfig['serialization']>;

const serializers: SerializationConfig = {
  compact: { serializers: compactSerializers },
  portableFactories: { [PORTABLE_FACTORY]: createPortable },
  dataSerializableFactories: { [IDENTIFIED_FACTORY]: createIdentified },
  customSerializers: [pointSerializer],
};

/** A member of a few seconds need not be optimised. */
const jvm = [...defaultJvm, '-XX:TieredStopAtLevel=1'];

/** All of them, until they are disposed of. */
export class Beside implements AsyncDisposable {
  readonly #used: AsyncDisposable[];

  private constructor(
    readonly java: JavaProgram,
    /** By language. */
    readonly programs: ReadonlyMap<string, Program>,
    /** A client of ours with serializers for everything. */
    readonly configured: HazelcastClient,
    /** One that is told of nothing: it knows types that are declared, or none. */
    readonly plain: HazelcastClient,
    used: AsyncDisposable[],
  ) {
    this.#used = used;
  }

  static async start(order: ByteOrder, classes: JavaClasses, sql: boolean): Promise<Beside> {
    const used: AsyncDisposable[] = [];
    try {
      const config = { serialization: { 'use-native-byte-order': false, 'byte-order': order } };
      const cluster = await realMembers('5.7.0', { members: 1, sql, config, jvm }).start();
      used.push(cluster);
      const java = JavaProgram.start(classes, order, cluster);
      used.push(java);
      const python = await startPythonProgram(order, cluster);
      used.push(python);
      const node = await startNodeProgram(order, cluster);
      used.push(node);
      const isBigEndian = order === 'BIG_ENDIAN';
      const [configured, plain] = [{ ...serializers, isBigEndian }, { isBigEndian }].map(serialization => {
        const client = newClient(cluster, serialization);
        used.push({ [Symbol.asyncDispose]: () => firstValueFrom(client.shutdown()) });
        return client;
      });
      const programs = new Map([java, python, node].map(program => [program.language, program]));
      return new Beside(java, programs, configured!, plain!, used);
    } catch (error) {
      await disposeAll(used);
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return disposeAll(this.#used);
  }
}

function newClient({ clusterName, addresses }: TestCluster, serialization: SerializationConfig): HazelcastClient {
  return createClient({ clusterName, network: { clusterMembers: addresses }, serialization });
}

async function disposeAll(used: readonly AsyncDisposable[]): Promise<void> {
  for (const each of used.toReversed()) await each[Symbol.asyncDispose]();
}
