import { DataError, type Decoded, Schema } from '@hazelrx/protocol';
import type { clientSendSchema } from '@hazelrx/protocol/operations';
import { Refusal } from './refusal.js';

/** As clients send it. */
type SentSchema = Decoded<(typeof clientSendSchema)['request']['fields']>['schema'];

/** The schemas of Compact values that the members have: all of them the same, those that join too. */
export class KeptSchemas {
  /** By the id, which members work out themselves. */
  readonly #byId: Map<string, SentSchema>;

  constructor(others?: KeptSchemas) {
    this.#byId = new Map(others ? others.#byId : []);
  }

  keep(sent: SentSchema): void {
    const { typeName, fields } = sent;
    const named = fields.map(({ fieldName: name, kind }) => ({ name, kind }));
    try {
      this.#byId.set(new Schema(typeName, named).id.toString(), sent);
    } catch (error) {
      if (error instanceof DataError) throw new Refusal('HAZELCAST_SERIALIZATION', error.message);
      throw error;
    }
  }

  /** Null: nobody has sent it. */
  find(id: { toString(): string }): SentSchema | null {
    return this.#byId.get(id.toString()) ?? null;
  }

  keepAll(others: KeptSchemas): void {
    for (const [id, schema] of others.#byId) this.#byId.set(id, schema);
  }
}
