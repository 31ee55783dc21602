import { Serialization } from '@hazelrx/protocol';
import { HazelcastError } from './errors.js';
import { type ClientConfig, MAX_PENDING, type SerializationConfig } from './options.js';

/** Throws a sentence that says what is wrong with the value at `path`. */
type Check = (value: unknown, path: string) => void;

/** Refuses keys it does not know and values of the wrong type, with `INVALID_CONFIGURATION` and the key's full path. */
export function checkConfig(config: unknown): asserts config is ClientConfig {
  clientConfig(config, '');
}

function fail(path: string, expected: string, value: unknown): never {
  const shown = path.startsWith('security') ? kindOf(value) : told(value);
  throw new HazelcastError('INVALID_CONFIGURATION', `${path || 'the configuration'} must be ${expected}, not ${shown}`);
}

function told(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'number' ? String(value) : kindOf(value);
}

/** Without the value: it may be a secret, or long. */
function kindOf(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}

const ofType =
  (type: string, expected: string): Check =>
  (value, path) => {
    if (typeof value !== type) fail(path, expected, value);
  };

const text = ofType('string', 'a string');
const flag = ofType('boolean', 'true or false');

const number =
  (expected: string, accepts: (value: number) => boolean): Check =>
  (value, path) => {
    if (typeof value !== 'number' || !accepts(value)) fail(path, expected, value);
  };

const positiveMillis = number('a number of milliseconds above 0', value => value > 0 && value < 2 ** 31);

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) => {
    if (!allowed.includes(value as string)) fail(path, `one of ${allowed.join(', ')}`, value);
  };

const listOf =
  (item: Check, expected: string): Check =>
  (value, path) => {
    if (!Array.isArray(value)) fail(path, expected, value);
    value.forEach((entry, i) => item(entry, `${path}[${i}]`));
  };

const notEmpty =
  (check: Check): Check =>
  (value, path) => {
    check(value, path);
    if ((value as readonly unknown[]).length === 0) fail(path, 'a list with at least one entry', value);
  };

const object: Check = (value, path) => {
  if (typeof value !== 'object' || value === null) fail(path, 'an object', value);
};

const having =
  (method: string, expected: string): Check =>
  (value, path) => {
    if (typeof (value as Record<string, unknown> | null)?.[method] !== 'function') fail(path, expected, value);
  };

const section =
  (keys: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object', value);
    for (const [key, entry] of Object.entries(value)) {
      const full = path ? `${path}.${key}` : key;
      const check = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (!check)
        throw new HazelcastError('INVALID_CONFIGURATION', `unknown key ${full}${suggestion(key, Object.keys(keys))}`);
      if (entry !== undefined) check(entry, full);
    }
  };

/** Settings by the name, or the pattern, of what they are for. */
const byName =
  (settings: Check): Check =>
  (value, path) => {
    object(value, path);
    for (const [name, entry] of Object.entries(value as object)) {
      if (name.split('*').length > 2) fail(`${path}['${name}']`, 'for a name with at most one *', entry);
      settings(entry, `${path}['${name}']`);
    }
  };

function suggestion(key: string, known: readonly string[]): string {
  const ranked = known.map(name => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  if (best && best.distance <= Math.max(2, key.length / 3)) return `: did you mean ${best.name}?`;
  return `: known here are ${known.join(', ')}`;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

const atMostOne =
  (check: Check): Check =>
  (value, path) => {
    check(value, path);
    const given = Object.keys(value as object).filter(key => (value as Record<string, unknown>)[key] !== undefined);
    if (given.length > 1) {
      throw new HazelcastError(
        'INVALID_CONFIGURATION',
        `${path} takes one kind of credentials, not ${given.join(' and ')}`,
      );
    }
  };

const decodable =
  (check: Check): Check =>
  (value, path) => {
    check(value, path);
    const { token, encoding } = value as { token?: string; encoding?: string };
    if (token === undefined) fail(`${path}.token`, 'a string', token);
    if (encoding === 'base64' && !/^[\w+/]*={0,2}$/.test(token)) {
      throw new HazelcastError('INVALID_CONFIGURATION', `${path}.token is not base64`);
    }
  };

const INTERVAL = 'hazelcast.client.heartbeat.interval';
const TIMEOUT = 'hazelcast.client.heartbeat.timeout';

/** A connection that is quiet must be asked before it is given up. */
const beating =
  (check: Check): Check =>
  (value, path) => {
    check(value, path);
    const given = value as Readonly<Record<string, number | undefined>>;
    const { [INTERVAL]: interval = 5000, [TIMEOUT]: timeout = 60_000 } = given;
    if (timeout <= interval) fail(`${path}.${TIMEOUT}`, `longer than the interval of ${interval} ms`, timeout);
  };

const withMethods =
  (expected: string, ...methods: readonly string[]): Check =>
  (value, path) => {
    for (const method of methods) having(method, expected)(value, path);
  };

const serializer = withMethods('a serializer, with an id and the methods read and write', 'read', 'write');

const compactType: Check = (value, path) => {
  const expected = 'a Compact type, or a serializer with the methods getClass, getTypeName, read and write';
  if (typeof value !== 'function') withMethods(expected, 'getClass', 'getTypeName', 'read', 'write')(value, path);
  // A type that is none of Compact's, or a serializer's class where an instance belongs.
  else if (!('schema' in value)) fail(path, expected, value);
};

const factories: Check = (value, path) => {
  object(value, path);
  for (const [id, factory] of Object.entries(value as object)) {
    if (String(Number(id) | 0) !== id) fail(`${path}['${id}']`, 'under a whole number, the id of the factory', factory);
    if (typeof factory !== 'function') fail(`${path}[${id}]`, 'a function that makes an object of a class id', factory);
  }
};

const serializationOf = (config: SerializationConfig): Serialization => new Serialization(config);

/** Refuses what claims one type id, type name or class together. */
const withoutConflict =
  (check: Check): Check =>
  (value, path) => {
    check(value, path);
    try {
      serializationOf(value as SerializationConfig);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new HazelcastError('INVALID_CONFIGURATION', `${path}: ${reason}`, { cause });
    }
  };

const clientConfig = section({
  clusterName: text,
  instanceName: text,
  clientLabels: listOf(text, 'a list of strings'),
  network: section({
    clusterMembers: notEmpty(listOf(text, 'a list of addresses')),
    smartRouting: flag,
    redoOperation: flag,
    connectionTimeout: positiveMillis,
    ssl: section({ enabled: flag, sslOptions: object }),
  }),
  connectionStrategy: section({
    asyncStart: flag,
    reconnectMode: oneOf('OFF', 'ON', 'ASYNC'),
    connectionRetry: section({
      initialBackoffMillis: positiveMillis,
      maxBackoffMillis: positiveMillis,
      multiplier: number('a number, 1 or more', value => value >= 1),
      jitter: number('a number from 0 to 1', value => value >= 0 && value <= 1),
      clusterConnectTimeoutMillis: number('a number of milliseconds, or -1 for no limit', value => value >= -1),
    }),
  }),
  security: atMostOne(
    section({
      usernamePassword: section({ username: text, password: text }),
      token: decodable(section({ token: text, encoding: oneOf('ascii', 'base64') })),
      custom: object,
    }),
  ),
  loadBalancer: section({
    type: oneOf('ROUND_ROBIN', 'RANDOM', 'CUSTOM'),
    customLoadBalancer: having('next', 'an object with a next method'),
  }),
  serialization: withoutConflict(
    section({
      isBigEndian: flag,
      defaultNumberType: oneOf('byte', 'short', 'integer', 'float', 'double', 'long'),
      compact: section({ serializers: listOf(compactType, 'a list of Compact types and serializers') }),
      dataSerializableFactories: factories,
      portableFactories: factories,
      portableVersion: number('a whole number of 32 bits', value => (value | 0) === value),
      classDefinitions: listOf(withMethods('a Portable', 'writePortable', 'readPortable'), 'a list of Portables'),
      customSerializers: listOf(serializer, 'a list of serializers'),
      globalSerializer: serializer,
      jsonStringDeserializationPolicy: oneOf('EAGER', 'NO_DESERIALIZATION'),
    }),
  ),
  backupAckToClientEnabled: flag,
  maxPendingInvocations: number(
    `a whole number from 1 to ${MAX_PENDING}`,
    value => Number.isInteger(value) && value >= 1 && value <= MAX_PENDING,
  ),
  flakeIdGenerators: byName(
    section({
      prefetchCount: number(
        'a whole number from 1 to 100000',
        value => Number.isInteger(value) && value >= 1 && value <= 100_000,
      ),
      prefetchValidityMillis: number('a number of milliseconds, or 0 for no limit', value => value >= 0),
    }),
  ),
  concurrency: section({ backend: oneOf('cp', 'map') }),
  reliableTopics: byName(
    section({
      readBatchSize: number(
        'a whole number from 1 to 1000',
        value => Number.isInteger(value) && value >= 1 && value <= 1000,
      ),
      overloadPolicy: oneOf('BLOCK', 'ERROR', 'DISCARD_NEWEST', 'DISCARD_OLDEST'),
    }),
  ),
  logger: having('child', 'a pino logger'),
  properties: beating(
    section({
      [INTERVAL]: positiveMillis,
      [TIMEOUT]: positiveMillis,
      'hazelcast.client.invocation.timeout.millis': positiveMillis,
      'hazelcast.client.invocation.retry.pause.millis': positiveMillis,
      'hazelcast.client.operation.backup.timeout.millis': positiveMillis,
      'hazelcast.client.operation.fail.on.indeterminate.state': flag,
      'hazelcast.client.shuffle.member.list': flag,
      'hazelcast.discovery.public.ip.enabled': flag,
      'hazelcast.client.schema.max.put.retry.count': number(
        'a whole number, 1 or more',
        value => Number.isInteger(value) && value >= 1,
      ),
    }),
  ),
});
