const NUMERAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** java.math.BigDecimal: `unscaledValue × 10^−scale`. 1.0 and 1.00 differ, as in Java. */
export class BigDecimal {
  constructor(
    readonly unscaledValue: bigint,
    readonly scale: number,
  ) {
    if ((scale | 0) !== scale) throw new RangeError(`${scale} is no scale of a BigDecimal: expected a 32-bit integer`);
  }

  /** Reads what `toString` and Java write: `12`, `-0.50`, `1.23E-12`. */
  static parse(text: string): BigDecimal {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMERAL.exec(text) ?? [];
    if (whole === '' && fraction === '') throw new RangeError(`not a decimal number: ${text}`);
    const digits = BigInt(whole + fraction);
    return new BigDecimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
  }

  equals(other: BigDecimal): boolean {
    return this.unscaledValue === other.unscaledValue && this.scale === other.scale;
  }

  /** Java's canonical text: plain down to 10^−6, an exponent below that and for negative scales. */
  toString(): string {
    const { scale } = this;
    const sign = this.unscaledValue < 0n ? '-' : '';
    const digits = this.unscaledValue.toString().slice(sign.length);
    if (scale === 0) return sign + digits;
    const exponent = digits.length - 1 - scale;
    if (scale < 0 || exponent < -6) {
      const point = digits.length > 1 ? `.${digits.slice(1)}` : '';
      return `${sign}${digits[0]}${point}E${exponent < 0 ? '' : '+'}${exponent}`;
    }
    const padded = digits.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
}
