// What an application that uses the official Node.js client writes and reads.
import { isDeepStrictEqual, inspect } from 'node:util';
import { Client, type IMap, JsonStringDeserializationPolicy } from 'hazelcast-client';
import type { Place } from '../clients.js';
import type { Values } from './common.js';
import { compactSerializers } from './compact-types.js';
import { createIdentified, IDENTIFIED_FACTORY } from './identified.js';
import { createPortable, PORTABLE_FACTORY } from './portables.js';
import { pointSerializer, samples } from './samples.js';

/** The same commands as the programs in other languages answer. */
export class NodeProgram {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async start(isBigEndian: boolean, { clusterName, addresses }: Place): Promise<NodeProgram> {
    const client = await Client.newHazelcastClient({
      clusterName,
      network: { clusterMembers: [...addresses] },
      connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 20_000 } },
      properties: { 'hazelcast.logging.level': 'OFF' },
      serialization: {
        isBigEndian,
        jsonStringDeserializationPolicy: JsonStringDeserializationPolicy.NO_DESERIALIZATION,
        compact: { serializers: compactSerializers },
        portableFactories: { [PORTABLE_FACTORY]: createPortable },
        dataSerializableFactories: { [IDENTIFIED_FACTORY]: createIdentified },
        customSerializers: [pointSerializer],
      },
    });
    return new NodeProgram(client);
  }

  async write(map: string): Promise<string[]> {
    const entries = await this.#client.getMap<string, unknown>(map);
    const lines: string[] = [];
    for (const [name, { value, isWritten }] of samples) {
      if (isWritten) lines.push(await line(name, async () => entries.set(name, value).then(() => 'ok')));
    }
    return lines;
  }

  async check(map: string): Promise<string[]> {
    const entries = await this.#client.getMap<string, unknown>(map);
    const lines: string[] = [];
    for (const name of [...(await entries.keySet())].sort()) lines.push(await line(name, () => check(entries, name)));
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.shutdown();
  }
}

async function check(entries: IMap<string, unknown>, name: string): Promise<string> {
  const sample = samples.get(name);
  if (sample === undefined) return 'unknown';
  const value = await entries.get(name);
  // Generic records of equal content hold their bytes, or do not; their texts hold each field.
  const [is, should] = sample.isRecord ? [String(value), String(sample.value)] : [value, sample.value];
  return difference(should, is) ?? 'equal';
}

/** Where two values differ, field by field; undefined where they do not. */
function difference(should: unknown, is: unknown, path = '$'): string | undefined {
  if (isDeepStrictEqual(should, is)) return undefined;
  const [wanted, found] = [Object(should) as Values, Object(is) as Values];
  const names = wanted.constructor === found.constructor ? Object.keys({ ...wanted, ...found }) : [];
  const differing = names.find(name => !isDeepStrictEqual(wanted[name], found[name]));
  if (differing !== undefined) return difference(wanted[differing], found[differing], `${path}.${differing}`);
  return `${path} should be ${shown(should)}, but is ${shown(is)}`;
}

/** One sample that fails does not keep the others from being tried. */
async function line(name: string, step: () => Promise<string>): Promise<string> {
  return `${name}\t${await step().catch((error: Error) => shown(error.message))}`;
}

const shown = (value: unknown): string => inspect(value, { depth: 4, breakLength: Infinity }).replaceAll(/\s+/g, ' ');
