// Attributes of JSON: names, `[n]` and `[any]`.
import { JsonPart, Several } from './found.js';
import { Refusal } from '../refusal.js';
import { illegalArgument } from './java-error.js';
import type { Json } from './json-text.js';

interface Step {
  readonly name: string;
  readonly isItem: boolean;
}

/** Null for what is not there; `Several` for `[any]`. */
export function atJsonPath(json: Json, path: string): unknown {
  const steps = stepsOf(path);
  let at = json;
  for (const [i, { name, isItem }] of steps.entries()) {
    if (isItem && name === 'any') return Array.isArray(at) ? several(at, steps.slice(i + 1)) : null;
    const next = isItem ? item(at, name) : field(at, name);
    if (next === undefined) return null;
    at = next;
  }
  return found(at);
}

/** `a.b[any].c`; dots and brackets that nothing stands between are one. */
function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  for (let start = 0; start < path.length;) {
    while (path[start] === '.' || path[start] === '[') start++;
    if (start >= path.length) throw illegalArgument(`Malformed query path ${path}`);
    let end = start + 1;
    while (end < path.length && !'.[]'.includes(path[end]!)) end++;
    steps.push({ name: path.slice(start, end), isItem: path[end] === ']' });
    start = end + 1;
  }
  return steps;
}

function field(json: Json, name: string): Json | undefined {
  return json instanceof Map ? json.get(name) : undefined;
}

function item(json: Json, name: string): Json | undefined {
  if (!/^[+-]?\d+$/.test(name))
    throw new Refusal('UNDEFINED', `For input string: "${name}"`, 'java.lang.NumberFormatException');
  return Array.isArray(json) ? json[Number(name)] : undefined;
}

/** Where the path ends with the array its plain items; else what is there of its objects. */
function several(items: readonly Json[], rest: readonly Step[]): Several {
  if (rest.length === 0) return new Several(items.filter(each => !isPart(each)));
  const values: unknown[] = [];
  for (const each of items) {
    if (!isPart(each)) continue;
    if (rest.some(({ isItem }) => isItem)) throw noNestedArrays();
    const value = rest.reduce<Json | undefined>((at, { name }) => (at === undefined ? at : field(at, name)), each);
    if (value !== undefined) values.push(found(value));
  }
  return new Several(values);
}

function isPart(json: Json): boolean {
  return Array.isArray(json) || json instanceof Map;
}

function found(json: Json): unknown {
  return isPart(json) ? new JsonPart(json) : json;
}

function noNestedArrays(): Refusal {
  const message = 'Nested arrays in JSON paths are not supported';
  return new Refusal('UNSUPPORTED_OPERATION', message, 'java.lang.UnsupportedOperationException');
}
