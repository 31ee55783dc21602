import type { Client, CompactReader, CompactSerializer, CompactWriter } from 'hazelcast-client';
import { check, type Form, keysOf, mapOf, PARCEL, type Parcel, valueIn } from '../objects.js';

/** Its values of Compact are of classes. */
class OfficialParcel implements Parcel {
  readonly serial: number;
  readonly customer: string;
  readonly street: string;
  readonly city: string;
  readonly country: string;
  readonly express: boolean;
  readonly insured: boolean;
  readonly total: number;
  readonly weight: number;
  readonly stops: string[];

  constructor(parcel: Parcel) {
    this.serial = parcel.serial;
    this.customer = parcel.customer;
    this.street = parcel.street;
    this.city = parcel.city;
    this.country = parcel.country;
    this.express = parcel.express;
    this.insured = parcel.insured;
    this.total = parcel.total;
    this.weight = parcel.weight;
    this.stops = parcel.stops;
  }
}

export class ParcelSerializer implements CompactSerializer<OfficialParcel> {
  getClass(): new (parcel: Parcel) => OfficialParcel {
    return OfficialParcel;
  }

  getTypeName(): string {
    return PARCEL;
  }

  read(reader: CompactReader): OfficialParcel {
    return new OfficialParcel({
      serial: reader.readInt32('serial'),
      customer: reader.readString('customer')!,
      street: reader.readString('street')!,
      city: reader.readString('city')!,
      country: reader.readString('country')!,
      express: reader.readBoolean('express'),
      insured: reader.readBoolean('insured'),
      total: reader.readFloat64('total'),
      weight: reader.readInt32('weight'),
      stops: reader.readArrayOfString('stops') as string[],
    });
  }

  write(writer: CompactWriter, parcel: OfficialParcel): void {
    writer.writeInt32('serial', parcel.serial);
    writer.writeString('customer', parcel.customer);
    writer.writeString('street', parcel.street);
    writer.writeString('city', parcel.city);
    writer.writeString('country', parcel.country);
    writer.writeBoolean('express', parcel.express);
    writer.writeBoolean('insured', parcel.insured);
    writer.writeFloat64('total', parcel.total);
    writer.writeInt32('weight', parcel.weight);
    writer.writeArrayOfString('stops', parcel.stops);
  }
}

export async function puts(client: Client, form: Form): Promise<(operation: number) => Promise<unknown>> {
  const map = await client.getMap<string, unknown>(mapOf(form));
  const keys = keysOf(form);
  const stored = new Map(
    keys.map(key => [key, form === 'Compact' ? new OfficialParcel(valueIn(form, key) as Parcel) : valueIn(form, key)]),
  );
  return operation => {
    const key = keys[operation % keys.length]!;
    return map.put(key, stored.get(key));
  };
}

export async function gets(client: Client, form: Form): Promise<(operation: number) => Promise<unknown>> {
  const map = await client.getMap<string, unknown>(mapOf(form));
  const keys = keysOf(form);
  return async operation => check(form, await map.get(keys[operation % keys.length]!));
}
