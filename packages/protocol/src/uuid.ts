declare const crypto: { getRandomValues(words: Int32Array): void };

/** A 128-bit identifier of the cluster (member, client, registration, transaction), also a storable value (java.util.UUID). */
export class UUID {
  /** The four 32-bit words, most significant first: cheap to read, compare and write; text is made only when asked for. */
  constructor(
    readonly w0: number,
    readonly w1: number,
    readonly w2: number,
    readonly w3: number,
  ) {}

  static readonly NIL = /* @__PURE__ */ new UUID(0, 0, 0, 0);

  /** A random (version 4) UUID from the platform's secure source. */
  static random(): UUID {
    const words = new Int32Array(4);
    crypto.getRandomValues(words);
    return new UUID(words[0]!, (words[1]! & ~0xf000) | 0x4000, (words[2]! & 0x3fff_ffff) | -0x8000_0000, words[3]!);
  }

  /** Reads the usual text form, `8-4-4-4-12` hexadecimal digits. */
  static parse(text: string): UUID {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new TypeError(`not a UUID: ${text}`);
    const hex = text.replaceAll('-', '');
    const word = (i: number): number => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16) | 0;
    return new UUID(word(0), word(1), word(2), word(3));
  }

  equals(other: UUID | null | undefined): boolean {
    return (
      other != null && this.w3 === other.w3 && this.w2 === other.w2 && this.w1 === other.w1 && this.w0 === other.w0
    );
  }

  toString(): string {
    const hex = [this.w0, this.w1, this.w2, this.w3].map(w => (w >>> 0).toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
