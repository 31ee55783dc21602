import { BigDecimal } from './big-decimal.js';
import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';
import { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';

// Decimals and the values of java.time: the same bodies as objects of their own and as fields of Compact records.

export function writeBigDecimal(out: DataOutput, { unscaledValue, scale }: BigDecimal): void {
  out.writeBigInteger(unscaledValue);
  out.writeInt(scale);
}

export function readBigDecimal(input: DataInput): BigDecimal {
  return new BigDecimal(input.readBigInteger(), input.readInt());
}

export function writeLocalDate(out: DataOutput, { year, month, date }: LocalDate): void {
  out.writeInt(year);
  out.writeByte(month);
  out.writeByte(date);
}

export function readLocalDate(input: DataInput): LocalDate {
  return new LocalDate(input.readInt(), input.readByte(), input.readByte());
}

export function writeLocalTime(out: DataOutput, { hour, minute, second, nano }: LocalTime): void {
  out.writeByte(hour);
  out.writeByte(minute);
  out.writeByte(second);
  out.writeInt(nano);
}

export function readLocalTime(input: DataInput): LocalTime {
  return new LocalTime(input.readByte(), input.readByte(), input.readByte(), input.readInt());
}

export function writeLocalDateTime(out: DataOutput, { localDate, localTime }: LocalDateTime): void {
  writeLocalDate(out, localDate);
  writeLocalTime(out, localTime);
}

export function readLocalDateTime(input: DataInput): LocalDateTime {
  return new LocalDateTime(readLocalDate(input), readLocalTime(input));
}

export function writeOffsetDateTime(out: DataOutput, { localDateTime, offsetSeconds }: OffsetDateTime): void {
  writeLocalDateTime(out, localDateTime);
  out.writeInt(offsetSeconds);
}

export function readOffsetDateTime(input: DataInput): OffsetDateTime {
  return new OffsetDateTime(readLocalDateTime(input), input.readInt());
}
