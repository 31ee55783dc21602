import { Data, type AnyOperation, rawData, Reader, UUID, Writer } from '@hazelrx/protocol';
import * as operations from '@hazelrx/protocol/operations';
import Long from 'long';
import { expect, it } from 'vitest';
import { MEMBER_ERRORS } from '../../packages/client/src/errors.js';
import {
  boolean,
  byte,
  byteArray,
  data,
  entryList,
  type Field,
  type Fields,
  float,
  floatArray,
  type FrameField,
  int,
  isFixed,
  list,
  long,
  longArray,
  mapOf,
  nullable,
  nullableUuid,
  string,
  uuid,
} from '../../packages/protocol/src/wire/field.js';
import { structure } from '../../packages/protocol/src/wire/structure.js';
import { rows } from './rows-by-type.js';
import { describeDefinitions, readDefinitions } from './vectors.js';

interface Param {
  name: string;
  type: string;
  nullable: boolean;
  since: string;
}

interface Method {
  id: number;
  name: string;
  since: string;
  request: { retryable: boolean; partitionIdentifier: string | number; params: Param[] };
  response: { params: Param[] };
  events: { name: string; since: string; messageType: string; params: Param[] }[];
}

interface Definitions {
  services: { id: number; name: string; methods: Method[] }[];
  customTypes: { name: string; since: string; params: Param[] }[];
}

type AnyField = Field<any, any>;

/** What decides the partition, as the definitions say it, and the route that stands for it. */
const routes: Readonly<Record<string, string | undefined>> = {
  key: 'key',
  name: 'name',
  taskName: 'taskName',
  partitionId: 'partition',
  'any key belongs to target partition': 'partition',
  xid: 'partition',
  'associated key with sequence': 'partition',
  random: 'random',
  '-1': undefined,
  none: undefined,
};

const definitions = (): Definitions => readDefinitions('protocol.json') as Definitions;

describeDefinitions('the table', () => {
  it('has a row for each of the 474 operations of 39 services, and no other', () => {
    const { services } = definitions();
    expect(services).toHaveLength(39);
    const defined = services.flatMap(({ name, methods }) => methods.map(method => exportName(name, method.name)));
    expect(defined).toHaveLength(474);
    expect([...rows.keys()].toSorted()).toEqual(defined.toSorted());
  });

  it('has each of the 75 custom types, and exports nothing else', () => {
    const types = definitions().customTypes.map(({ name }) => lowerCamel(name));
    expect(types).toHaveLength(75);
    const others = Object.keys(operations).filter(name => !rows.has(name));
    expect(others.toSorted()).toEqual(types.toSorted());
  });

  it('tells ids, names, retries and routes as the definitions do', () => {
    const told = methods().map(({ service, row }) => [row.id, row.name, row.retryable, row.route, service.name]);
    expect(told).toEqual(
      methods().map(({ service, method }) => {
        const { retryable, partitionIdentifier } = method.request;
        expect(routes).toHaveProperty([String(partitionIdentifier)]);
        const id = (service.id << 16) | (method.id << 8);
        return [id, `${service.name}.${method.name}`, retryable, routes[String(partitionIdentifier)], service.name];
      }),
    );
  });

  it('gives every request that goes by its key, name or task name the field to go by', () => {
    const without = [...rows.values()].filter(
      ({ route, request }) => route && !['partition', 'random'].includes(route) && !(route in request.fields),
    );
    // Its name lies in the configuration it sends.
    expect(without.map(({ name }) => name)).toEqual(['Cache.createConfig']);
  });

  it('has the fields of all requests, responses and events', () => {
    const differing = methods().flatMap(({ method, row }) => [
      ...differences(`${row.name} request`, row.request.fields, method.request.params, method.since),
      ...differences(`${row.name} response`, row.response.fields, method.response.params, method.since),
      ...method.events.flatMap(({ name, params, since }) =>
        differences(`${row.name} ${name}`, row.events[name]?.plan.fields ?? {}, params, since),
      ),
    ]);
    expect(differing).toEqual([]);
  });

  it('has the events in their order, with their message types', () => {
    const told = methods().map(({ row }) => [row.name, Object.entries(row.events).map(([name, { id }]) => [name, id])]);
    expect(told).toEqual(
      methods().map(({ row, method }) => [
        row.name,
        method.events.map(({ name, messageType }) => [name, Number(messageType)]),
      ]),
    );
    expect(methods().flatMap(({ method }) => method.events)).toHaveLength(37);
  });

  it('has no event field whose name hides the name of the event', () => {
    const hiding = [...rows.values()].filter(({ events }) =>
      Object.values(events).some(({ plan }) => 'event' in plan.fields),
    );
    expect(hiding).toEqual([]);
  });

  it('ends each registration by an operation that takes its id', () => {
    const wrong = [...rows.values()].filter(
      ({ removedBy, response }) =>
        removedBy && !('registrationId' in removedBy.request.fields && 'response' in response.fields),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('has the custom types', () => {
    const differing = definitions().customTypes.flatMap(({ name, params, since }) => {
      const type = customType(name);
      expect([name, type.typeName]).toEqual([name, name]);
      return differences(name, type.fields, params, since);
    });
    expect(differing).toEqual([]);
  });

  it('finds a field that is wrong', () => {
    const param = (type: string, isNullable = false): Param => ({
      name: 'a',
      type,
      nullable: isNullable,
      since: '2.0',
    });
    const all: [Field<any, any>, string, boolean?][] = [
      [int, 'long'],
      [int, 'float'],
      [byte, 'boolean'],
      [uuid, 'UUID', true],
      [nullableUuid, 'UUID'],
      [data, 'byteArray'],
      [string, 'Data'],
      [string, 'String', true],
      [nullable(string), 'String'],
      [list(data), 'ListCN_Data'],
      [list(nullable(data)), 'List_Data'],
      [entryList(string, string), 'Map_String_String'],
      [entryList(int, long), 'EntryList_Long_Integer'],
      [list(operations.address), 'List_EndpointQualifier'],
      [operations.address, 'Address', true],
    ];
    for (const [field, type, isNullable] of all) {
      expect([type, differences('x', { a: field }, [param(type, isNullable)], '2.0').length]).toEqual([type, 1]);
    }
    expect(differences('x', { a: int }, [{ ...param('int'), since: '2.1' }], '2.0')).toHaveLength(1);
    expect(differences('x', { b: int }, [param('int')], '2.0')).toHaveLength(1);
  });
});

describeDefinitions('the error codes', () => {
  it('are those of the definitions', () => {
    const { codes } = readDefinitions('error-codes.json') as { codes: { code: number; name: string }[] };
    expect(codes.length).toBeGreaterThan(90);
    expect(MEMBER_ERRORS.map(([code, name]) => [code, name])).toEqual(codes.map(({ code, name }) => [code, name]));
  });
});

function methods(): { service: Definitions['services'][number]; method: Method; row: AnyOperation }[] {
  return definitions().services.flatMap(service =>
    service.methods.map(method => {
      const row = rows.get(exportName(service.name, method.name));
      if (!row) throw new Error(`no row for ${service.name}.${method.name}`);
      return { service, method, row };
    }),
  );
}

function differences(owner: string, fields: Fields, params: readonly Param[], ownerSince: string): string[] {
  const names = Object.keys(fields);
  const defined = params.map(({ name }) => name);
  if (names.join() !== defined.join()) return [`${owner}: [${names.join()}] instead of [${defined.join()}]`];
  return params.flatMap(param => {
    const field = fields[param.name] as AnyField;
    const since = param.since === ownerSince ? undefined : param.since;
    const wrong = field.since === since ? fieldDifference(field, param) : `since ${field.since} instead of ${since}`;
    return wrong ? [`${owner}.${param.name} (${param.type}): ${wrong}`] : [];
  });
}

/** A field has no name to compare: it must read and write what the field that the definition asks for does. */
function fieldDifference(field: AnyField, param: Param): string | undefined {
  const expected = param.nullable ? nullableOf(fieldOf(param.type)) : fieldOf(param.type);
  if (field.size !== expected.size) return `${field.size} bytes instead of ${expected.size}`;
  const samples = samplesOf(param.type);
  for (const sample of samples) {
    const bytes = written(expected, sample);
    if (!same(written(field, sample), bytes)) return `writes other bytes for ${show(sample)}`;
    const value = read(expected, bytes);
    const found = read(field, bytes);
    if (show(found) !== show(value)) return `reads ${show(found)} instead of ${show(value)}`;
  }
  const taken = nullsOf(param.type).find(probe => !same(written(field, probe), written(expected, probe)));
  return taken === undefined ? undefined : `differs in taking ${show(taken)}`;
}

function nullableOf(field: AnyField): AnyField {
  return isFixed(field) ? nullableUuid : nullable(field);
}

const scalars: Readonly<Record<string, AnyField>> = {
  boolean,
  byte,
  int,
  long,
  float,
  UUID: uuid,
  String: string,
  Data: data,
  byteArray,
  longArray,
  floatArray,
  // Its content is the business of its own tests.
  SqlPage: operations.sqlExecute.response.fields.rowPage,
};

const itemTypes: Readonly<Record<string, string>> = { Integer: 'int', Long: 'long', Boolean: 'boolean' };

/** The field that a type's text asks for, with the custom types built from their definitions, not from the table. */
function fieldOf(type: string): AnyField {
  const { head, key, value } = parsed(type);
  if (head === 'List' || head === 'Set') return list(fieldOf(key));
  if (head === 'ListCN') return list(nullable(fieldOf(key) as FrameField<unknown>));
  if (head === 'EntryList') return entryList(fieldOf(key), fieldOf(value));
  if (head === 'Map') return mapOf(fieldOf(key), fieldOf(value));
  const scalar = scalars[type];
  if (scalar) return scalar;
  const { params } = definitionOf(type);
  const fields = params.map(({ name, type: inner, nullable: isNullable }) => {
    const field = fieldOf(inner);
    return [name, isNullable ? nullableOf(field) : field] as const;
  });
  return structure(type, () => Object.fromEntries(fields));
}

/** Values that tell the types apart, among them lists of none, one and several items. */
function samplesOf(type: string): unknown[] {
  const { head, key, value } = parsed(type);
  if (head === 'ListCN') return [[], [null], [...samplesOf(key), null]];
  if (head === 'List' || head === 'Set') return [[], samplesOf(key)];
  if (head === 'EntryList' || head === 'Map') {
    const values = samplesOf(value);
    return [[], samplesOf(key).map((sample, i) => [sample, values[i % values.length]])];
  }
  const scalar = scalarSamples[type];
  if (scalar) return scalar;
  const sampled = definitionOf(type).params.map(param => [param.name, param, samplesOf(param.type)] as const);
  return [0, 1].map(turn =>
    Object.fromEntries(
      sampled.map(([name, param, samples]) => [name, turn && param.nullable ? null : samples[turn % samples.length]]),
    ),
  );
}

const scalarSamples: Readonly<Record<string, unknown[]>> = {
  boolean: [true, false],
  byte: [113, -3],
  int: [25, -1_000_000],
  long: [Long.fromString('-50992225'), Long.MAX_VALUE],
  float: [Math.fround(3.14), -1.5],
  UUID: [new UUID(0, 123456789, 0, 987654321), new UUID(-1, 2, -3, 4)],
  String: ['localhost', 'Straße'],
  Data: [new Data(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)), new Data(Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1, 0))],
  byteArray: [Uint8Array.of(113), Uint8Array.of(1, 2)],
  longArray: [[Long.ONE, Long.NEG_ONE]],
  floatArray: [Float32Array.of(3.14, 2)],
  SqlPage: [{ last: true, columnTypes: [4], columns: [[1, 2, 3, 4]] }],
};

/** Nulls in every place where a type of one level may have one. */
function nullsOf(type: string): unknown[] {
  const { head, key, value } = parsed(type);
  if (value) return [null, [[null, samplesOf(value)[0]]], [[samplesOf(key)[0], null]]];
  return head === type ? [null] : [null, [null]];
}

/** `EntryList_String_List_Data` is an EntryList of a String and a List_Data. */
function parsed(type: string): { head: string; key: string; value: string } {
  const [head = '', first = '', ...rest] = type.split('_');
  const isPair = head === 'EntryList' || head === 'Map';
  const key = isPair ? first : [first, ...rest].join('_');
  return { head, key: itemTypes[key] ?? key, value: itemTypes[rest.join('_')] ?? rest.join('_') };
}

function definitionOf(type: string): Definitions['customTypes'][number] {
  const definition = definitions().customTypes.find(({ name }) => name === type);
  if (!definition) throw new Error(`the definitions have no type ${type}`);
  return definition;
}

function customType(name: string): { typeName: string; fields: Fields } {
  return (operations as unknown as Record<string, { typeName: string; fields: Fields }>)[lowerCamel(name)]!;
}

/** The bytes of a field, or undefined where it refuses the value. */
function written(field: AnyField, value: unknown): Uint8Array | undefined {
  const writer = new Writer(rawData);
  try {
    if (isFixed(field)) {
      writer.ensure(field.size);
      field.write(writer.view, 0, value);
      writer.position = field.size;
    } else field.write(writer, value);
    return writer.copy();
  } catch {
    return undefined;
  }
}

function read(field: AnyField, bytes: Uint8Array | undefined): unknown {
  if (!bytes) throw new Error('a sample that its own field refuses');
  return isFixed(field) ? field.read(new DataView(bytes.buffer), 0) : field.read(Reader.over(bytes));
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (item instanceof Map ? { map: [...item] } : item));
}

function exportName(service: string, method: string): string {
  return lowerCamel(service) + method[0]!.toUpperCase() + method.slice(1);
}

/** `PNCounter` → `pnCounter`, `MC` → `mc`, `BTreeIndexConfig` → `bTreeIndexConfig`. */
function lowerCamel(name: string): string {
  return name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, capitals => capitals.toLowerCase());
}
