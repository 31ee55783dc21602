// What keys and values of a structure are declared to be, instead of being told by each value what it is.
import type { AnyDataType, Codecs, DataType } from '@hazelrx/protocol';
import { asHazelcastError, HazelcastError } from '../errors.js';
import { lazily } from './lazy.js';
import type { Core } from './structure.js';

/**
 * What items are, of a structure that has no keys: they are written as this type, and what is found has to be of it. A
 * structure with declared types is made anew each time.
 */
export interface ItemType<V> {
  readonly value: DataType<V>;
  /** Leave them unread until somebody asks: they are `Lazy` then. Default false. */
  readonly lazy?: false;
}

export interface LazyItemType<V> extends Omit<ItemType<V>, 'lazy'> {
  readonly lazy: true;
}

/** What keys and values are, as `ItemType` says of items. */
export interface EntryTypes<K, V> extends ItemType<V> {
  readonly key: DataType<K>;
}

export interface LazyEntryTypes<K, V> extends LazyItemType<V> {
  readonly key: DataType<K>;
}

/** Any of them. */
export interface DeclaredTypes {
  readonly key?: AnyDataType;
  readonly value: AnyDataType;
  readonly lazy?: boolean;
}

/** Throws `ILLEGAL_ARGUMENT` for what is no type, and a `SerializationError` where two types have claimed one name. */
export function codecsOf(
  core: Pick<Core, 'router' | 'resolved'>,
  structure: string,
  { key, value, lazy = false }: DeclaredTypes,
): Codecs {
  const { serialization } = core.router;
  try {
    const values = serialization.codecOf(checked(structure, 'value', value));
    const keys = key === undefined ? serialization : serialization.codecOf(checked(structure, 'key', key));
    const codecs = { key: keys, value: values, object: serialization };
    return lazy ? lazily(core, structure, codecs) : codecs;
  } catch (error) {
    throw asHazelcastError(error, { structure });
  }
}

function checked(structure: string, role: string, type: AnyDataType): DataType<unknown> {
  if (typeof type === 'function') return type;
  throw new HazelcastError('ILLEGAL_ARGUMENT', `${role} must be a type, such as int32`, { structure });
}
