import { BigDecimal, LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from 'hazelrx';
import Long from 'long';

export const TEXT = 'grüße 🌰';
export const DECIMAL = BigDecimal.parse('-12.3450');
export const DATE = LocalDate.fromString('2024-02-29');
export const TIME = LocalTime.fromString('23:59:59.000001');
export const TIMESTAMP = LocalDateTime.fromString('2024-02-29T12:30:00.5');
export const TIMESTAMP_WITH_TIMEZONE = OffsetDateTime.fromString('2024-02-29T12:30:00.5-03:30');
export const MINUS_ONE = Long.fromNumber(-1);

/** The name of a field of this kind: `arrayOfInt8` for `ArrayOfInt8`. */
export const fieldName = (kind: string): string => kind.charAt(0).toLowerCase() + kind.slice(1);

/** Values by kind or type. */
export type Values = Record<string, unknown>;

/** Calls the method of a reader or writer that is for a kind of field: `writeInt8` for `Int8`. */
export function call(target: object, method: string, ...args: unknown[]): unknown {
  return (target as Record<string, (...args: unknown[]) => unknown>)[method]!(...args);
}
