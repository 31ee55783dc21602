import type {
  BigDecimal,
  LocalDate,
  LocalDateTime,
  LocalTime,
  LongLike,
  Marked,
  OffsetDateTime,
} from '@hazelrx/protocol';
import type Long from 'long';

/** What has an order on members. */
export type Orderable =
  number | bigint | string | Long | BigDecimal | LocalDate | LocalTime | LocalDateTime | OffsetDateTime | Date;

/** What an attribute of that type can be compared with. */
export type Comparand<T> = unknown extends T
  ? unknown
  : T extends null | undefined
    ? never
    : T extends Long
      ? LongLike | Marked
      : T extends number
        ? number | Marked
        : T extends bigint
          ? bigint | Marked
          : T;
