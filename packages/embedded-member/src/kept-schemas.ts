import { DataError, type Decoded, Schema, Schemas } from '@hazelrx/protocol';
import type { clientSendSchema } from '@hazelrx/protocol/operations';
import { Refusal } from './refusal.js';

/** As clients send it. */
type SentSchema = Decoded<(typeof clientSendSchema)['request']['fields']>['schema'];

/** The schemas of Compact values that the members have: all of them the same, those that join too. */
export class KeptSchemas {
  /** By the id, which members work out themselves. */
  readonly #byId = new Map<string, SentSchema>();
  /** The same, for queries to read values by. */
  readonly known = new Schemas({ local: true });

  constructor(others?: KeptSchemas) {
    if (others) this.keepAll(others);
  }

  keep(sent: SentSchema): void {
    const { typeName, fields } = sent;
    const named = fields.map(({ fieldName: name, kind }) => ({ name, kind }));
    try {
      const schema = new Schema(typeName, named);
      this.#byId.set(schema.id.toString(), sent);
      this.known.add(schema);
    } catch (error) {
      if (error instanceof DataError) throw new Refusal('HAZELCAST_SERIALIZATION', error.message);
      throw error;
    }
  }

  /** Those that members have written values by. */
  keepKnown(): void {
    for (const { id, typeName, fields } of this.known.all) {
      if (this.#byId.has(id.toString())) continue;
      const sent = { typeName, fields: fields.map(({ name: fieldName, kind }) => ({ fieldName, kind })) };
      this.#byId.set(id.toString(), sent);
    }
  }

  /** Null: nobody has sent it. */
  find(id: { toString(): string }): SentSchema | null {
    return this.#byId.get(id.toString()) ?? null;
  }

  keepAll(others: KeptSchemas): void {
    for (const [id, schema] of others.#byId) this.#byId.set(id, schema);
    for (const schema of others.known.all) this.known.add(schema);
  }
}
