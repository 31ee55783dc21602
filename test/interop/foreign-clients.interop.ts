import { fileURLToPath } from 'node:url';
import type { TestCluster } from 'hazelrx/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedMembers, realMembers } from '../support/clusters.js';
import { findMissingPython, runPython } from '../support/python.js';
import type { Place } from './foreign/node/clients.js';
import { nodeTranscript, type Transcript } from './foreign/node/scenario.js';

interface ForeignClient {
  readonly language: string;
  /** One sentence that says what to install, or undefined. */
  missing(): string | undefined;
  /** Lets the client work on a cluster, and resolves with what it saw. */
  transcript(place: Place): Promise<Transcript>;
}

const foreignClients: readonly ForeignClient[] = [
  { language: 'Node.js', missing: () => undefined, transcript: nodeTranscript },
  { language: 'Python', missing: findMissingPython, transcript: pythonTranscript },
];

async function pythonTranscript({ clusterName, addresses }: Place): Promise<Transcript> {
  const scenario = fileURLToPath(new URL('foreign/python/scenario.py', import.meta.url));
  return JSON.parse(await runPython(scenario, clusterName, ...addresses)) as Transcript;
}

const config = {
  map: { '*-counted': { 'per-entry-stats-enabled': true } },
  'member-attributes': { rack: { type: 'string', value: 'r1' } },
  properties: { 'hazelcast.internal.map.expiration.task.period.seconds': '1' },
};
const real = realMembers('5.7.0', { config });
const embedded = embeddedMembers('tcp', { config });

/** Some of what each client must have seen, whatever the members are, in each section of its transcript. */
const facts: Transcript = {
  cluster: { 'finds the members': 2, 'at their addresses': true, 'and keys of each of them': 271 },
  entries: {
    'put of a known key': 'first',
    'get by the other client': 'second',
    'replaceIfSame of this value': true,
    'remove of a known key': 'sixth',
    'a large value': true,
  },
  many: {
    'after putAll': { size: 542, isEmpty: false },
    'after each put': { size: 543 },
    'after some removed': { size: 362 },
    'after evictAll': { size: 0, keySet: [] },
    'after clear': { size: 0, isEmpty: true, entrySet: [] },
  },
  times: {
    'view of nothing': null,
    'view of an entry': { key: 'for ever', value: 'two', hits: 2, version: 1 },
    'view of one with a time to live': { ttl: '3600000' },
    'the end of short': null,
    'size after': 5,
  },
  locks: {
    'isLocked before and after': [false, true, true],
    'tryLock of the other': false,
    'unlock of the other': 'IllegalMonitorStateError',
    'lock of the other': ['waits', 'done'],
    'put of the other': ['waits', 'set by one'],
    'frees it': false,
    'locked, and after each unlock': [true, true, false],
    'left by clear': ['kept'],
  },
  events: {
    'to all, with values': {
      keys: {
        replaceIfSame: expect.arrayContaining(['added null → 1', 'updated 1 → 3', 'removed last → null']),
        evict: expect.arrayContaining(['evicted 1 → null']),
        expiring: expect.arrayContaining(['expired 1 → null']),
        'key-0': ['before', 'between', 'of all']
          .map(value => `added null → ${value}`)
          .concat('updated of all → last', 'removed last → null'),
      },
      map: ['evicted 11', 'cleared 5'],
    },
    'to a key': { keys: { put: expect.arrayContaining(['added null → 1', 'removed 2 → null']) }, map: [] },
    'to a listener that is removed': { keys: { 'before the removal': ['added null → heard'] }, map: [] },
    'to a map that was destroyed': { keys: { destroyed: ['added null → 1'] } },
  },
  objects: {
    'lists none before': [],
    'lists what is created': [expect.stringContaining('objects-destroyed'), expect.stringContaining('objects-kept')],
    'lists what is left': [expect.stringContaining('objects-kept')],
    'finds a destroyed map empty': [0, null],
    'finds the other one as it was': [1, 'kept'],
  },
  refusal: { 'with the name of another cluster': 'IllegalStateError' },
};

for (const { language, missing, transcript } of foreignClients) {
  describe(`The official ${language} client on ${embedded.name}`, () => {
    const reason = process.env['CI'] ? undefined : (real.missing() ?? missing());
    if (reason !== undefined) return it('needs its members and its language', ({ skip }) => skip(reason));
    const clusters: TestCluster[] = [];
    let ofReal: Transcript;
    let ofEmbedded: Transcript;

    beforeAll(async () => {
      clusters.push(await real.start());
      clusters.push(await embedded.start());
      [ofReal, ofEmbedded] = (await Promise.all(clusters.map(transcript))) as [Transcript, Transcript];
    });
    afterAll(() => Promise.all(clusters.map(cluster => cluster[Symbol.asyncDispose]())));

    it.each(Object.keys(facts))(`sees the same as on ${real.name}: %s`, section => {
      expect(ofReal[section]).toMatchObject(facts[section]!);
      expect(ofEmbedded[section]).toEqual(ofReal[section]);
    });
  });
}
