import type Long from 'long';
import type { UUID } from '../uuid.js';
import type { BigDecimal } from './big-decimal.js';
import { DataError } from './data-error.js';
import type { DataOutput } from './data-output.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
import {
  writeBigDecimal,
  writeLocalDate,
  writeLocalDateTime,
  writeLocalTime,
  writeOffsetDateTime,
} from './date-time-body.js';
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
      return writeOffsetDateTime(out, value as OffsetDateTime);
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
