import type { CompactRegistration } from './compact/compact-types.js';
import type { CustomSerializer, GlobalSerializer } from './custom.js';
import type { IdentifiedFactories } from './identified-class.js';
import type { DefaultNumberType } from './number-format.js';
import type { Portable } from './portable/portable.js';
import type { PortableFactories } from './portable/portables.js';

/** How values are written and read. Names are those of the official clients; two that claim one type id or class are refused. */
export interface SerializationConfig {
  /** Byte order of the bodies: must be the members' own. Default true. */
  readonly isBigEndian?: boolean;
  /** The Java type of a number without a type. Default `double`; a number that does not fit is refused, never cut. */
  readonly defaultNumberType?: DefaultNumberType;
  /** Declared Compact types that are read where no structure says them, and serializers of classes. */
  readonly compact?: { readonly serializers?: readonly CompactRegistration[] };
  /** By factory id: what makes the objects that IdentifiedDataSerializable are read into. */
  readonly dataSerializableFactories?: IdentifiedFactories;
  /** By factory id: what makes the objects that Portables are read into. */
  readonly portableFactories?: PortableFactories;
  /** The version of Portable classes that have none of their own. Default 0. */
  readonly portableVersion?: number;
  /**
   * A Portable of each class in which portables may be null, with all of them filled in: null does not say of which class it
   * is. Only needed where the first object that is written has such a null.
   */
  readonly classDefinitions?: readonly Portable[];
  /** For classes and objects that no other way of writing takes. */
  readonly customSerializers?: readonly CustomSerializer[];
  /** For all that would be JSON otherwise. */
  readonly globalSerializer?: GlobalSerializer;
  /** Whether JSON is read as what it holds, or as a `HazelcastJsonValue` with the text. Default `EAGER`. */
  readonly jsonStringDeserializationPolicy?: 'EAGER' | 'NO_DESERIALIZATION';
}
