import { expect, it } from 'vitest';
import { Data } from '../../packages/protocol/src/data.js';
import {
  HazelcastJsonValue,
  Serialization,
  partitionHash,
  partitionHashOfName,
  partitionId,
  partitionKeyOfName,
} from '../../packages/protocol/src/serialization/index.js';
import { readAs, writtenAs } from './told-value.js';
import { describeVectors, readJson } from './vectors.js';

type PartitionIds = Record<string, number>;

interface Hashes {
  murmur: { text: string; hash: number; partitionId271: number }[];
  hashToIndex: { hash: number; count: number; index: number }[];
  dataSample: { data: string; typeId: number; hashOfBody: number; partitionHash: number };
  keys: {
    value: unknown;
    type: string;
    order: string;
    data: string;
    partitionHash: number;
    partitionId: PartitionIds;
  }[];
  partitionAwareKeys: { partitionKey: string; data: string; partitionHash: number; partitionId: PartitionIds }[];
  partitionSpecificNames: {
    objectName: string;
    partitionKey: string;
    partitionHash: number;
    partitionId: PartitionIds;
  }[];
}

const load = (): Hashes => readJson('serialization/hash.json') as Hashes;

describeVectors('partition hashes', () => {
  it('of bytes', () => {
    for (const { text, hash, partitionId271 } of load().murmur) {
      const found = hashOf(Buffer.concat([Buffer.alloc(8), Buffer.from(text)]));
      expect({ text, hash: found, partition: partitionId(found, 271) }).toEqual({
        text,
        hash,
        partition: partitionId271,
      });
    }
  });

  it('and their partitions', () => {
    for (const { hash, count, index } of load().hashToIndex) expect(partitionId(hash, count)).toBe(index);
  });

  it('that are stored go before those of the body', () => {
    const { data, typeId, hashOfBody, partitionHash: stored } = load().dataSample;
    const bytes = Buffer.from(data, 'hex');
    expect(new Data(bytes).typeId).toBe(typeId);
    expect(hashOf(bytes)).toBe(stored);
    bytes.writeInt32BE(0);
    expect(hashOf(bytes)).toBe(hashOfBody);
  });

  it('of keys, which are written and read as the vectors say', () => {
    const { keys } = load();
    expect(keys.length).toBeGreaterThan(40);
    for (const { value, type, order, data, partitionHash: hash, partitionId: ids } of keys) {
      const codec = new Serialization({ isBigEndian: order === 'BIG_ENDIAN' });
      const told = { t: type, v: value };
      const key = type === 'HazelcastJsonValue' ? new HazelcastJsonValue(value as string) : writtenAs(told);
      const bytes = Buffer.from(data, 'hex');
      const written = Buffer.from(codec.toData(key).bytes).toString('hex');
      const read = codec.toObject(new Data(bytes));
      const expected = { order, type, written: data, read: readAs(told), hash };
      expect({ order, type, written, read, hash: hashOf(bytes) }).toEqual(expected);
      expectPartitions(hash, ids);
    }
  });

  it('of partition-aware objects', () => {
    for (const row of load().partitionAwareKeys) {
      const { bytes } = new Serialization().toData({ partitionKey: row.partitionKey });
      expect(hashOf(Buffer.from(row.data, 'hex'))).toBe(row.partitionHash);
      expect(hashOf(Buffer.from(bytes))).toBe(row.partitionHash);
      expectPartitions(row.partitionHash, row.partitionId);
    }
  });

  it('of names', () => {
    for (const row of load().partitionSpecificNames) {
      expect(partitionKeyOfName(row.objectName)).toBe(row.partitionKey);
      expect(partitionHashOfName(row.objectName)).toBe(row.partitionHash);
      expectPartitions(row.partitionHash, row.partitionId);
    }
  });
});

function hashOf(blob: Buffer): number {
  return partitionHash(blob, new DataView(blob.buffer, blob.byteOffset, blob.byteLength), 0, blob.length);
}

function expectPartitions(hash: number, ids: PartitionIds): void {
  for (const [count, id] of Object.entries(ids)) expect(partitionId(hash, Number(count))).toBe(id);
}
