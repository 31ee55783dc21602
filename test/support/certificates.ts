import { generate } from 'selfsigned';

/** A certificate and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateWishes {
  /** Host names and IPv4 addresses that it is valid for. Default those of the loopback. */
  readonly hosts?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const LOOPBACK = ['127.0.0.1', 'localhost'];

const alive = { keyType: 'ec', algorithm: 'sha256' } as const;

/** Signs certificates; its own is what peers are told to trust. */
export class CertificateAuthority {
  private constructor(readonly own: Certificate) {}

  static async create(name: string): Promise<CertificateAuthority> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      ...alive,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
      ],
    });
    return new CertificateAuthority({ cert, key });
  }

  async sign(name: string, { hosts = LOOPBACK, notBefore, notAfter }: CertificateWishes = {}): Promise<Certificate> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      ...alive,
      ca: this.own,
      ...(notBefore && { notBeforeDate: notBefore }),
      ...(notAfter && { notAfterDate: notAfter }),
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        { name: 'subjectAltName', altNames: hosts.map(alternativeName) },
      ],
    });
    return { cert, key };
  }
}

function alternativeName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };
}
