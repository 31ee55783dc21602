// Compact values of unit tests, and members that have schemas.
import { compact, Data, int32, Schema, string } from '@hazelrx/protocol';
import { clientFetchSchema, clientSendSchema } from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { ScriptedCluster } from './scripted-cluster.js';

export const Person = compact('person', { name: string, age: int32 });
export const Pet = compact('pet', { name: string });
export const Owner = compact('owner', { pet: Pet });

export const PERSON = new Schema('person', [
  { name: 'name', kind: 17 },
  { name: 'age', kind: 9 },
]);
export const PET = new Schema('pet', [{ name: 'name', kind: 17 }]);
export const OWNER = new Schema('owner', [{ name: 'pet', kind: 29 }]);

/** As members tell it. */
export function told({ typeName, fields }: Schema) {
  return { typeName, fields: fields.map(({ name, kind }) => ({ fieldName: name, kind })) };
}

/** A value of a schema that has one number, as another client has written it. */
export function written({ id }: Schema, value: number): Data {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setInt32(4, -55);
  view.setInt32(8, id.high);
  view.setInt32(12, id.low);
  view.setInt32(16, value);
  return new Data(bytes);
}

/** A schema of one number. */
export function counted(typeName: string): Schema {
  return new Schema(typeName, [{ name: 'count', kind: 9 }]);
}

/** The members take schemas, and have those that are given. */
export function keepSchemas(cluster: ScriptedCluster, ...schemas: readonly Schema[]): void {
  const all = [...schemas];
  const find = (id: Long): Schema | undefined => all.find(schema => schema.id.equals(id));
  for (const member of cluster.members) {
    member.on(clientSendSchema, asked => {
      const { typeName, fields } = asked.request.schema;
      all.push(new Schema(typeName, fields.map(({ fieldName: name, kind }) => ({ name, kind })))); // prettier-ignore
      asked.answer({ replicatedMembers: cluster.view.map(({ uuid }) => uuid) });
    });
    member.on(clientFetchSchema, asked => {
      const found = find(asked.request.schemaId);
      asked.answer({ schema: found ? told(found) : null });
    });
  }
}
