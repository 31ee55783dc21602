import type { RequestOf } from '@hazelrx/protocol';
import type { mapAddIndex } from '@hazelrx/protocol/operations';

const TYPES = { SORTED: 0, HASH: 1, BITMAP: 2 } as const;
const TRANSFORMATIONS = { OBJECT: 0, LONG: 1, RAW: 2 } as const;
const MAX_ATTRIBUTES = 255;

/** An index of a map's values, or, by `__key`, of its keys. */
export interface IndexConfig {
  /** `SORTED` serves ranges and equality, `HASH` equality, `BITMAP` one attribute of few distinct values. Default `SORTED`. */
  readonly type?: keyof typeof TYPES;
  /** Paths into the value, as `name` or `address.city`; `__key` begins one into the key. Several make a composite index. */
  readonly attributes: readonly string[];
  /** Default: made of the map's name, the type and the attributes. */
  readonly name?: string;
  readonly bitmapIndexOptions?: {
    /** What tells entries apart. Default `__key`. */
    readonly uniqueKey?: string;
    /** How that is made a number. Default `OBJECT`. */
    readonly uniqueKeyTransformation?: keyof typeof TRANSFORMATIONS;
  };
}

type WireConfig = RequestOf<typeof mapAddIndex>['indexConfig'];

/** As members expect it: attributes without blanks and `this.`, and a name. Throws on what no member could use. */
export function indexConfig(map: string, config: IndexConfig): WireConfig {
  const { type = 'SORTED', name, bitmapIndexOptions } = config;
  check(Array.isArray(config.attributes), 'an index needs a list of attributes');
  const attributes = config.attributes.map(attribute);
  check(Object.hasOwn(TYPES, type), `there is no index type ${type}: use SORTED, HASH or BITMAP`);
  check(attributes.length > 0, 'an index needs at least one attribute');
  check(attributes.length <= MAX_ATTRIBUTES, `an index has at most ${MAX_ATTRIBUTES} attributes`);
  check(new Set(attributes).size === attributes.length, `an attribute comes twice: ${attributes.join(', ')}`);
  check(type === 'BITMAP' || !bitmapIndexOptions, 'bitmapIndexOptions are for BITMAP indexes');
  check(type !== 'BITMAP' || attributes.length === 1, 'a BITMAP index has one attribute');
  const { uniqueKey = '__key', uniqueKeyTransformation = 'OBJECT' } = bitmapIndexOptions ?? {};
  const known = Object.hasOwn(TRANSFORMATIONS, uniqueKeyTransformation);
  check(known, `uniqueKeyTransformation must be OBJECT, LONG or RAW, not ${uniqueKeyTransformation}`);
  return {
    name: name ?? [map, type.toLowerCase(), ...attributes].join('_'),
    type: TYPES[type],
    attributes,
    bitmapIndexOptions: {
      uniqueKey: attribute(uniqueKey),
      uniqueKeyTransformation: TRANSFORMATIONS[uniqueKeyTransformation],
    },
  };
}

function attribute(path: string): string {
  check(typeof path === 'string', 'an attribute must be text');
  const trimmed = path.trim();
  check(trimmed !== '' && !trimmed.endsWith('.'), `'${path}' is not the path of an attribute`);
  return trimmed.startsWith('this.') ? trimmed.slice('this.'.length) : trimmed;
}

function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new TypeError(otherwise);
}
