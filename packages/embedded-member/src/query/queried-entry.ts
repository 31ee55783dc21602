// One entry as queries see it: its key, its value, and what paths lead to in them.
import { type Data, GenericRecord, HazelcastJsonValue, type Serialization } from '@hazelrx/protocol';
import { Refusal } from '../refusal.js';
import { JsonPart, JsonRoot } from './found.js';
import { illegalArgument, inAttribute, queryError, reading } from './java-error.js';
import { classOf, Integral, javaOfType, typeIdOf } from './java-value.js';
import { atJsonPath } from './json-path.js';
import { parseJson } from './json-text.js';
import { atRecordPath, isRecord } from './record-path.js';

const KEY = '__key';
const THIS = 'this';

export class QueriedEntry {
  #key: unknown;
  #value: unknown;

  /** `valueData`: null where listeners hear of a value that nobody has read. */
  constructor(
    readonly serialization: Serialization,
    readonly keyData: Data,
    readonly valueData: Data | null,
  ) {}

  get key(): unknown {
    return (this.#key ??= read(this.serialization, this.keyData));
  }

  get value(): unknown {
    return (this.#value ??= this.valueData && read(this.serialization, this.valueData));
  }

  /** What is at a path: null where nothing is. Throws where members cannot look. */
  attribute(path: string): unknown {
    if (path === KEY) return whole(this.key);
    if (path === THIS) return whole(this.value);
    const isInKey = path.startsWith(`${KEY}.`);
    const target = isInKey ? this.key : this.value;
    return target === null ? null : inside(target, isInKey ? path.slice(KEY.length + 1) : path);
  }
}

function read(serialization: Serialization, data: Data): unknown {
  return reading(() => javaOfType(typeIdOf(data), serialization.toObject(data)));
}

function whole(value: unknown): unknown {
  if (!(value instanceof HazelcastJsonValue)) return value;
  const json = parseJson(String(value));
  if (json === undefined)
    throw new Refusal('UNDEFINED', `no JSON: ${String(value)}`, 'com.hazelcast.internal.json.ParseException');
  return json instanceof Map || Array.isArray(json) ? new JsonRoot(json) : json;
}

function inside(target: unknown, path: string): unknown {
  checkBrackets(path);
  if (target instanceof HazelcastJsonValue) {
    const json = parseJson(String(target));
    return json === undefined ? null : wrapped(() => atJsonPath(json, path));
  }
  return isRecord(target) ? wrapped(() => atRecordPath(target, path)) : byAccessor(target, path);
}

/** Members tell of the path what goes wrong on it. */
function wrapped(find: () => unknown): unknown {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refusal) throw inAttribute(error);
    throw error;
  }
}

function checkBrackets(path: string): void {
  const open = path.lastIndexOf('[');
  const close = path.lastIndexOf(']');
  if ((open > 0 && close > open) || (open < 0 && close < 0)) return;
  throw illegalArgument(`Wrong argument input passed ${path}`);
}

/** Members call methods of Java's objects. Here there are those of texts. */
function byAccessor(target: unknown, path: string): unknown {
  const steps = path.split('.').map(step => step.replace(/\[[^\]]*\]$/, ''));
  const [step, ...others] = steps[0] === THIS ? steps.slice(1) : steps;
  if (step === undefined) return target;
  if (typeof target === 'string' && others.length === 0) {
    if (step === 'length') return new Integral('Integer', BigInt(target.length));
    if (step === 'empty' || step === 'isEmpty') return target === '';
    if (step === 'blank' || step === 'isBlank') return target.trim() === '';
  }
  const message = `There is no suitable accessor for '${step}' on class '${classOf(target)}'`;
  throw queryError(`java.lang.IllegalArgumentException: ${message}`);
}

/** What Java calls the class of what an attribute is. */
export function classOfFound(found: unknown): string {
  if (found instanceof JsonRoot || found instanceof JsonPart) return 'com.hazelcast.internal.json.JsonValue';
  if (isRecord(found) && !(found instanceof GenericRecord)) {
    return 'com.hazelcast.internal.serialization.impl.portable.DeserializedPortableGenericRecord';
  }
  return classOf(found);
}
