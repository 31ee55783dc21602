import { BigDecimal } from '../big-decimal.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from '../date-time.js';
import {
  readBigDecimal,
  readLocalDate,
  readLocalDateTime,
  readLocalTime,
  readOffsetDateTime,
  writeBigDecimal,
  writeLocalDate,
  writeLocalDateTime,
  writeLocalTime,
  writeOffsetDateTime,
} from '../date-time-body.js';
import {
  BIGINT64_CODEC,
  BOOLEAN_CODEC,
  FLOAT32_CODEC,
  FLOAT64_CODEC,
  INT16_CODEC,
  INT32_CODEC,
  INT64_CODEC,
  INT8_CODEC,
} from '../fixed-codec.js';
import { unfit } from '../refusal.js';
import { byteArray, loose, packed, scattered } from './array-codec.js';
import type { FieldFormat, VariableCodec } from './field-format.js';
import { FieldKind } from './field-kind.js';
import { primitiveForms, variableForms } from './forms.js';
import { damaged } from './offsets.js';

// How Java's types that Compact has kinds for are fields of a record.

export const BOOLEAN = /* @__PURE__ */ primitiveForms(
  'boolean',
  BOOLEAN_CODEC,
  FieldKind.BOOLEAN,
  FieldKind.NULLABLE_BOOLEAN,
);
export const INT8 = /* @__PURE__ */ primitiveForms('int8', INT8_CODEC, FieldKind.INT8, FieldKind.NULLABLE_INT8);
export const INT16 = /* @__PURE__ */ primitiveForms('int16', INT16_CODEC, FieldKind.INT16, FieldKind.NULLABLE_INT16);
export const INT32 = /* @__PURE__ */ primitiveForms('int32', INT32_CODEC, FieldKind.INT32, FieldKind.NULLABLE_INT32);
export const INT64 = /* @__PURE__ */ primitiveForms('int64', INT64_CODEC, FieldKind.INT64, FieldKind.NULLABLE_INT64);
export const BIGINT64 = /* @__PURE__ */ primitiveForms(
  'bigint64',
  BIGINT64_CODEC,
  FieldKind.INT64,
  FieldKind.NULLABLE_INT64,
);
export const FLOAT32 = /* @__PURE__ */ primitiveForms(
  'float32',
  FLOAT32_CODEC,
  FieldKind.FLOAT32,
  FieldKind.NULLABLE_FLOAT32,
);
export const FLOAT64 = /* @__PURE__ */ primitiveForms(
  'float64',
  FLOAT64_CODEC,
  FieldKind.FLOAT64,
  FieldKind.NULLABLE_FLOAT64,
);

const text: VariableCodec<string> = {
  write(out, value) {
    if (typeof value !== 'string') throw unfit(value, 'string');
    out.writeString(value);
  },
  read(input) {
    const value = input.readString();
    if (value === null) throw damaged('a string without a length');
    return value;
  },
};

/** Of a class: only its instances are written. */
function instances<T>(
  type: string,
  expected: abstract new (...parts: never[]) => T,
  write: (out: DataOutput, value: T) => void,
  read: (input: DataInput) => T,
): VariableCodec<T> {
  return {
    write(out, value) {
      if (!(value instanceof expected)) throw unfit(value, type);
      write(out, value);
    },
    read,
  };
}

export const STRING = /* @__PURE__ */ variableForms('string', text, FieldKind.STRING);
export const DECIMAL = /* @__PURE__ */ variableForms(
  'decimal',
  /* @__PURE__ */ instances('decimal', BigDecimal, writeBigDecimal, readBigDecimal),
  FieldKind.DECIMAL,
);
export const TIME = /* @__PURE__ */ variableForms(
  'time',
  /* @__PURE__ */ instances('time', LocalTime, writeLocalTime, readLocalTime),
  FieldKind.TIME,
);
export const DATE = /* @__PURE__ */ variableForms(
  'date',
  /* @__PURE__ */ instances('date', LocalDate, writeLocalDate, readLocalDate),
  FieldKind.DATE,
);
export const TIMESTAMP = /* @__PURE__ */ variableForms(
  'timestamp',
  /* @__PURE__ */ instances('timestamp', LocalDateTime, writeLocalDateTime, readLocalDateTime),
  FieldKind.TIMESTAMP,
);
export const TIMESTAMP_WITH_TIMEZONE = /* @__PURE__ */ variableForms(
  'timestampWithTimezone',
  /* @__PURE__ */ instances('timestampWithTimezone', OffsetDateTime, writeOffsetDateTime, readOffsetDateTime),
  FieldKind.TIMESTAMP_WITH_TIMEZONE,
);

const INT8S_WITHOUT_NULL = /* @__PURE__ */ scattered(/* @__PURE__ */ loose(INT8_CODEC), {
  type: 'bytes',
  nullable: false,
});

/** An array of int8 that is read as bytes. */
export const BYTES: FieldFormat<Uint8Array> = {
  kind: FieldKind.ARRAY_OF_INT8,
  type: 'bytes',
  codec: /* @__PURE__ */ byteArray(/* @__PURE__ */ packed(INT8_CODEC, 'bytes')),
  nullable: false,
  other: {
    kind: FieldKind.ARRAY_OF_NULLABLE_INT8,
    codec: {
      ...INT8S_WITHOUT_NULL,
      read: (input: DataInput, depth: number) => Uint8Array.from(INT8S_WITHOUT_NULL.read(input, depth) as number[]),
    },
  },
};
