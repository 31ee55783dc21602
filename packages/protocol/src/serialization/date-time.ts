// Values of java.time: a calendar and a clock without a place, and the instant they make with an offset from UTC.

const DATE_TEXT = /^([+-]?\d{4,9})-(\d\d)-(\d\d)$/;
const TIME_TEXT = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;
const OFFSET_TEXT = /^(.*?)(?:[Zz]|([+-])(\d\d):(\d\d)(?::(\d\d))?)$/;

const MAX_YEAR = 999_999_999;
const MAX_OFFSET_SECONDS = 18 * 3600;

/** java.time.LocalDate: `month` 1–12, `date` the day of the month. */
export class LocalDate {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly date: number,
  ) {
    check('year', year, -MAX_YEAR, MAX_YEAR);
    check('month', month, 1, 12);
    check('day of the month', date, 1, daysOf(year, month));
  }

  /** Reads `yyyy-mm-dd`. */
  static fromString(text: string): LocalDate {
    const [, year, month, date] = match(DATE_TEXT, text, 'yyyy-mm-dd');
    return new LocalDate(Number(year), Number(month), Number(date));
  }

  toString(): string {
    const year = `${this.year < 0 ? '-' : ''}${pad(Math.abs(this.year), 4)}`;
    return `${year}-${pad(this.month, 2)}-${pad(this.date, 2)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** java.time.LocalTime, to the nanosecond. */
export class LocalTime {
  constructor(
    readonly hour: number,
    readonly minute: number,
    readonly second: number,
    readonly nano: number,
  ) {
    check('hour', hour, 0, 23);
    check('minute', minute, 0, 59);
    check('second', second, 0, 59);
    check('nanosecond', nano, 0, 999_999_999);
  }

  /** Reads `hh:mm[:ss[.fraction]]`. */
  static fromString(text: string): LocalTime {
    const [, hour, minute, second = '0', fraction = ''] = match(TIME_TEXT, text, 'hh:mm:ss.nnnnnnnnn');
    return new LocalTime(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(9, '0')));
  }

  toString(): string {
    const fraction = this.nano === 0 ? '' : `.${pad(this.nano, 9)}`;
    return `${pad(this.hour, 2)}:${pad(this.minute, 2)}:${pad(this.second, 2)}${fraction}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** java.time.LocalDateTime. */
export class LocalDateTime {
  constructor(
    readonly localDate: LocalDate,
    readonly localTime: LocalTime,
  ) {}

  /** Reads a date and a time with `T` between them. */
  static fromString(text: string): LocalDateTime {
    const [date = '', time = ''] = text.split(/[Tt]/, 2);
    return new LocalDateTime(LocalDate.fromString(date), LocalTime.fromString(time));
  }

  toString(): string {
    return `${this.localDate.toString()}T${this.localTime.toString()}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** java.time.OffsetDateTime; the offset is at most 18 hours either way. */
export class OffsetDateTime {
  constructor(
    readonly localDateTime: LocalDateTime,
    readonly offsetSeconds: number,
  ) {
    check('offset in seconds', offsetSeconds, -MAX_OFFSET_SECONDS, MAX_OFFSET_SECONDS);
  }

  /** Reads a date and time followed by `Z` or `±hh:mm[:ss]`. */
  static fromString(text: string): OffsetDateTime {
    const [, local = '', sign, hours = '0', minutes = '0', seconds = '0'] = match(OFFSET_TEXT, text, '…±hh:mm');
    const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return new OffsetDateTime(LocalDateTime.fromString(local), sign === '-' ? -offset : offset);
  }

  /** The instant, cut to milliseconds; an Invalid Date beyond the range of Date. */
  asDate(): Date {
    const { localDate, localTime } = this.localDateTime;
    const date = new Date(0);
    date.setUTCFullYear(localDate.year, localDate.month - 1, localDate.date);
    const millis = Math.floor(localTime.nano / 1_000_000);
    date.setUTCHours(localTime.hour, localTime.minute, localTime.second - this.offsetSeconds, millis);
    return date;
  }

  toString(): string {
    const local = this.localDateTime.toString();
    const offset = Math.abs(this.offsetSeconds);
    if (offset === 0) return `${local}Z`;
    const hours = pad(Math.floor(offset / 3600), 2);
    const minutes = pad(Math.floor(offset / 60) % 60, 2);
    const seconds = offset % 60 === 0 ? '' : `:${pad(offset % 60, 2)}`;
    return `${local}${this.offsetSeconds < 0 ? '-' : '+'}${hours}:${minutes}${seconds}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

function check(what: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${value} is no ${what}: expected ${min} to ${max}`);
  }
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function match(pattern: RegExp, text: string, expected: string): RegExpExecArray {
  const found = pattern.exec(text);
  if (found === null) throw new RangeError(`"${text}" is not of the form ${expected}`);
  return found;
}

function pad(value: number, width: number): string {
  return value.toString().padStart(width, '0');
}
