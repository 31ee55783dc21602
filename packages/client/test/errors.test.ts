import { Data, DataError, type MemberError } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import {
  asHazelcastError,
  AuthenticationError,
  ConnectionError,
  fromMember,
  HazelcastError,
  IndeterminateError,
  SerializationError,
  TimeoutError,
} from '../src/errors.js';

const holder = (errorCode: number, more: Partial<MemberError> = {}): MemberError => ({
  errorCode,
  className: 'java.lang.IllegalArgumentException',
  message: 'what happened',
  stackTraceElements: [],
  ...more,
});
const details = { operation: 'Map.put', structure: 'orders' };

describe('HazelcastError', () => {
  it('puts the operation and the structure in front of the reason', () => {
    expect(new HazelcastError('ILLEGAL_STATE', 'why', details).message).toBe("Map.put 'orders': why");
    expect(new HazelcastError('ILLEGAL_STATE', 'why', { operation: 'Client.ping' }).message).toBe('Client.ping: why');
    expect(new HazelcastError('ILLEGAL_STATE', 'why', { operation: 'Map.get', structure: '' }).message).toBe(
      "Map.get '': why",
    );
    expect(new HazelcastError('ILLEGAL_STATE', 'why').message).toBe('why');
  });

  it.each([
    [new HazelcastError('ILLEGAL_STATE', 'x'), 'HazelcastError'],
    [new ConnectionError('WIRE', 'x'), 'ConnectionError'],
    [new TimeoutError('TIMEOUT', 'x'), 'TimeoutError'],
    [new IndeterminateError('INDETERMINATE_OPERATION_STATE', 'x'), 'IndeterminateError'],
    [new AuthenticationError('AUTHENTICATION', 'x'), 'AuthenticationError'],
    [new SerializationError('x', {}), 'SerializationError'],
  ])('%s has its name and is an Error', (error, name) => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(HazelcastError);
    expect(error.name).toBe(name);
    expect(String(error)).toBe(`${name}: x`);
  });

  it('has no cause where there is none', () => {
    expect(Object.hasOwn(new HazelcastError('ILLEGAL_STATE', 'x'), 'cause')).toBe(false);
  });
});

describe('toldOf', () => {
  it('keeps the class, the code, the reason and the stack of the member; the first error is the cause', () => {
    const first = new ConnectionError('CLIENT_OFFLINE', 'why', { memberStack: 'at there' });
    const told = first.toldOf(details);
    expect(told).toBeInstanceOf(ConnectionError);
    expect(told).toMatchObject({ code: 'CLIENT_OFFLINE', reason: 'why', memberStack: 'at there', ...details });
    expect(told.message).toBe("Map.put 'orders': why");
    expect(told.cause).toBe(first);
  });

  it('keeps what a SerializationError knows', () => {
    const data = new Data(Uint8Array.of(1, 2, 3));
    const first = new SerializationError('why', { typeId: 77, path: '$.a', data, memberStack: 'at there' });
    expect(first.toldOf(details)).toMatchObject({
      typeId: 77,
      path: '$.a',
      data,
      cause: first,
      memberStack: 'at there',
    });
    expect(first.toldOf(details)).toBeInstanceOf(SerializationError);
  });
});

describe('fromMember', () => {
  it('tells the chain of causes and the Java stack', () => {
    const trace = { className: 'com.hz.Map', methodName: 'put', fileName: 'Map.java', lineNumber: 12 };
    const error = fromMember(
      [
        holder(23, { stackTraceElements: [trace, { ...trace, fileName: null, lineNumber: -1 }] }),
        holder(37, { message: 'was null', className: 'NPE' }),
        holder(22, { message: null, className: 'java.io.IOException' }),
      ],
      details,
    );
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', reason: 'what happened', ...details });
    expect(error.memberStack).toBe(
      [
        'java.lang.IllegalArgumentException: what happened',
        '    at com.hz.Map.put(Map.java:12)',
        '    at com.hz.Map.put(?:-1)',
      ].join('\n'),
    );
    expect(error.cause).toMatchObject({ code: 'NULL_POINTER', reason: 'was null', operation: undefined });
    expect((error.cause as Error).cause).toMatchObject({ code: 'IO', reason: 'java.io.IOException' });
    expect(((error.cause as Error).cause as Error).cause).toBeUndefined();
  });

  it.each([
    [3, AuthenticationError, 'AUTHENTICATION'],
    [21, SerializationError, 'HAZELCAST_SERIALIZATION'],
    [38, TimeoutError, 'OPERATION_TIMEOUT'],
    [54, TimeoutError, 'TIMEOUT'],
    [52, ConnectionError, 'TARGET_DISCONNECTED'],
    [80, IndeterminateError, 'INDETERMINATE_OPERATION_STATE'],
    [27, HazelcastError, 'ILLEGAL_STATE'],
  ])('makes of code %i a %o', (code, Kind, name) => {
    const error = fromMember([holder(code)], details);
    expect(error.constructor).toBe(Kind);
    expect(error).toMatchObject({ code: name, memberStack: expect.stringContaining('IllegalArgument'), ...details });
  });

  it.each([100, -1, 4242])('says UNDEFINED of the unknown code %i', code => {
    expect(fromMember([holder(code)], details).code).toBe('UNDEFINED');
  });

  it('says so of an empty answer', () => {
    expect(fromMember([], details)).toMatchObject({ code: 'UNDEFINED', ...details });
  });
});

describe('asHazelcastError', () => {
  it('leaves errors of this client alone that name their operation already', () => {
    const error = new HazelcastError('ILLEGAL_STATE', 'x', { operation: 'Map.get' });
    expect(asHazelcastError(error, details)).toBe(error);
    const nameless = new HazelcastError('ILLEGAL_STATE', 'x');
    expect(asHazelcastError(nameless, {})).toBe(nameless);
  });

  it.each([
    [new TypeError('no key'), 'ILLEGAL_ARGUMENT', 'no key'],
    [new RangeError('too large'), 'ILLEGAL_ARGUMENT', 'too large'],
    [new Error('odd'), 'UNDEFINED', 'odd'],
    ['text', 'UNDEFINED', 'text'],
    [undefined, 'UNDEFINED', 'undefined'],
  ])('gives %s a code and keeps it as the cause', (thrown, code, reason) => {
    const error = asHazelcastError(thrown, details);
    expect(error).toMatchObject({ code, reason, ...details });
    expect(error.cause).toBe(thrown);
  });

  it('names the operation, the structure, the path and the type of a value', () => {
    const thrown = new DataError('NaN cannot be kept', { typeId: -130, path: '$.lines[3].price' });
    expect(asHazelcastError(thrown, details)).toMatchObject({
      message: "Map.put 'orders': $.lines[3].price: NaN cannot be kept; type -130 (HazelcastJsonValue)",
      typeId: -130,
      path: '$.lines[3].price',
      ...details,
    });
  });

  it('makes of a DataError a SerializationError with its bytes', () => {
    const data = new Data(Uint8Array.of(9));
    const thrown = new DataError('unknown type id', { typeId: 5, path: '$[1]', data });
    expect(asHazelcastError(thrown, details)).toMatchObject({
      name: 'SerializationError', reason: '$[1]: unknown type id; type 5 (a custom serializer)', typeId: 5, path: '$[1]', data, cause: thrown, ...details,
    }); // prettier-ignore
  });
});
