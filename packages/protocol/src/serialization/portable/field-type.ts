/** What a field of a Portable holds, by Hazelcast's names and numbers. */
export const FieldType = {
  PORTABLE: 0,
  BYTE: 1,
  BOOLEAN: 2,
  CHAR: 3,
  SHORT: 4,
  INT: 5,
  LONG: 6,
  FLOAT: 7,
  DOUBLE: 8,
  STRING: 9,
  PORTABLE_ARRAY: 10,
  BYTE_ARRAY: 11,
  BOOLEAN_ARRAY: 12,
  CHAR_ARRAY: 13,
  SHORT_ARRAY: 14,
  INT_ARRAY: 15,
  LONG_ARRAY: 16,
  FLOAT_ARRAY: 17,
  DOUBLE_ARRAY: 18,
  STRING_ARRAY: 19,
  DECIMAL: 20,
  DECIMAL_ARRAY: 21,
  TIME: 22,
  TIME_ARRAY: 23,
  DATE: 24,
  DATE_ARRAY: 25,
  TIMESTAMP: 26,
  TIMESTAMP_ARRAY: 27,
  TIMESTAMP_WITH_TIMEZONE: 28,
  TIMESTAMP_WITH_TIMEZONE_ARRAY: 29,
} as const;

export type FieldType = (typeof FieldType)[keyof typeof FieldType];

const NAMES = /* @__PURE__ */ Object.keys(FieldType);

export function isFieldType(type: number): type is FieldType {
  return type >= 0 && type < NAMES.length;
}

/** The type's name, as messages name it. */
export function describeFieldType(type: FieldType): string {
  return NAMES[type]!;
}
