// Schemas of Compact values: kept by the cluster as long as one of its members lives, and told to whoever asks.
import { clientFetchSchema, clientSendAllSchemas, clientSendSchema } from '@hazelrx/protocol/operations';
import { on, type Service } from '../cluster.js';

export const compactService: Service = {
  handlers: [
    on(clientSendSchema, ({ fields: { schema } }, _, { schemas, running }) => {
      schemas.keep(schema);
      return { replicatedMembers: running.map(({ uuid }) => uuid) };
    }),
    on(clientSendAllSchemas, ({ fields: { schemas } }, _, cluster) => {
      for (const schema of schemas) cluster.schemas.keep(schema);
      return {};
    }),
    on(clientFetchSchema, ({ fields: { schemaId } }, _, { schemas }) => ({ schema: schemas.find(schemaId) })),
  ],
  merged: (from, into) => into.schemas.keepAll(from.schemas),
};
