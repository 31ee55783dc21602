import { createRequire } from 'node:module';
import { BigDecimal, LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from 'hazelcast-client';
import type Long from 'long';

/** The official client takes a Long of its own copy only; any other it stores as JSON. */
export const TheirLong = createRequire(createRequire(import.meta.url).resolve('hazelcast-client'))(
  'long',
) as typeof Long;

export const TEXT = 'grüße 🌰';
export const DECIMAL = BigDecimal.fromString('-12.3450');
export const DATE = LocalDate.fromString('2024-02-29');
export const TIME = LocalTime.fromString('23:59:59.000001');
export const TIMESTAMP = LocalDateTime.fromString('2024-02-29T12:30:00.5');
/** Three and a half hours behind, of which the client cannot parse the text. */
export const TIMESTAMP_WITH_TIMEZONE = new OffsetDateTime(TIMESTAMP, -12_600);

/** The name of a field of this kind: `arrayOfInt8` for `ArrayOfInt8`. */
export const fieldName = (kind: string): string => kind.charAt(0).toLowerCase() + kind.slice(1);

/** Values by kind or type. */
export type Values = Record<string, unknown>;

/** Calls the method of a reader or writer that is for a kind of field: `writeInt8` for `Int8`. */
export function call(target: object, method: string, ...args: unknown[]): unknown {
  return (target as Record<string, (...args: unknown[]) => unknown>)[method]!(...args);
}
