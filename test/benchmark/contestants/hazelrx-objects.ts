import { array, boolean, compact, float64, type HazelcastClient, type HazelcastMap, int32, string } from 'hazelrx';
import { type Observable, tap } from 'rxjs';
import { check, type Form, keysOf, mapOf, PARCEL, valueIn } from '../objects.js';

export const Parcels = compact(PARCEL, {
  serial: int32,
  customer: string,
  street: string,
  city: string,
  country: string,
  express: boolean,
  insured: boolean,
  total: float64,
  weight: int32,
  stops: array(string),
});

type Stored = ReturnType<typeof valueIn>;

function mapFor(client: HazelcastClient, form: Form): HazelcastMap<string, Stored> {
  if (form !== 'Compact') return client.getMap(mapOf(form));
  return client.getMap(mapOf(form), { key: string, value: Parcels }) as HazelcastMap<string, Stored>;
}

/** Every key in turn. */
function eachOf(form: Form): (operation: number) => string {
  const keys = keysOf(form);
  return operation => keys[operation % keys.length]!;
}

export function puts(client: HazelcastClient, form: Form): (operation: number) => Observable<unknown> {
  const map = mapFor(client, form);
  const key = eachOf(form);
  return operation => map.put(key(operation), valueIn(form, key(operation)));
}

export function gets(client: HazelcastClient, form: Form): (operation: number) => Observable<unknown> {
  const map = mapFor(client, form);
  const key = eachOf(form);
  return operation => map.get(key(operation)).pipe(tap(value => check(form, value)));
}

/** Puts all that the works get. */
export function fills(client: HazelcastClient, form: Form): Observable<unknown> {
  return mapFor(client, form).putAll(keysOf(form).map(key => [key, valueIn(form, key)]));
}
