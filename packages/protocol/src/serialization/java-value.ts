import type Long from 'long';
import type { UUID } from '../uuid.js';
import type { BigDecimal } from './big-decimal.js';
import { DataError } from './data-error.js';
import type { DataOutput } from './data-output.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
import type { JavaClass } from './java-class.js';
import { type TopicMessage, writeTopicMessage } from './topic-message.js';
import * as TypeId from './type-id.js';

/** Writes the body of a value whose class `objectType` has told. */
export function writeJavaValue(out: DataOutput, value: object, typeId: number): void {
  switch (typeId) {
    case TypeId.LONG:
      return out.writeLong(value as Long);
    case TypeId.DATE:
      return writeDate(out, value as Date);
    case TypeId.UUID:
      return out.writeUuid(value as UUID);
    case TypeId.BIG_DECIMAL:
      return writeBigDecimal(out, value as BigDecimal);
    case TypeId.LOCAL_DATE:
      return writeLocalDate(out, value as LocalDate);
    case TypeId.LOCAL_TIME:
      return writeLocalTime(out, value as LocalTime);
    case TypeId.LOCAL_DATE_TIME:
      return writeLocalDateTime(out, value as LocalDateTime);
    case TypeId.OFFSET_DATE_TIME:
      writeLocalDateTime(out, (value as OffsetDateTime).localDateTime);
      return out.writeInt((value as OffsetDateTime).offsetSeconds);
    case TypeId.CLASS:
      return out.writeString((value as JavaClass).name);
    case TypeId.IDENTIFIED:
      return writeTopicMessage(out, value as TopicMessage);
    default:
      throw new DataError(`no writer for type ${TypeId.describeTypeId(typeId)}`, { path: '$', typeId });
  }
}

function writeDate(out: DataOutput, date: Date): void {
  const millis = date.getTime();
  if (Number.isNaN(millis)) throw new DataError('an Invalid Date', { path: '$', typeId: TypeId.DATE });
  out.writeLong(millis);
}

function writeBigDecimal(out: DataOutput, { unscaledValue, scale }: BigDecimal): void {
  out.writeBigInteger(unscaledValue);
  out.writeInt(scale);
}

function writeLocalDate(out: DataOutput, { year, month, date }: LocalDate): void {
  out.writeInt(year);
  out.writeByte(month);
  out.writeByte(date);
}

function writeLocalTime(out: DataOutput, { hour, minute, second, nano }: LocalTime): void {
  out.writeByte(hour);
  out.writeByte(minute);
  out.writeByte(second);
  out.writeInt(nano);
}

function writeLocalDateTime(out: DataOutput, { localDate, localTime }: LocalDateTime): void {
  writeLocalDate(out, localDate);
  writeLocalTime(out, localTime);
}
