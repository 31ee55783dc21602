// The rows with which clients listen to a topic, and stop listening.
import type { AnyOperation, UUID } from '@hazelrx/protocol';
import type { Handler } from './cluster.js';

/** Rows about the cluster have no name. */
interface Add {
  readonly name?: string;
  readonly localOnly: boolean;
}

interface Remove {
  readonly name?: string;
  readonly registrationId: UUID;
}

/** `topicOf`: what those listen to who name this structure. Each row brings the one that removes its listeners. */
export function listenerRows(topicOf: (name: string) => string, ...rows: readonly AnyOperation[]): readonly Handler[] {
  return rows.flatMap((operation): Handler[] => [
    {
      operation,
      handle(request, member, { world, registrations }) {
        const { name = '', localOnly } = request.fields as Add;
        const id = world.uuid();
        registrations.add(topicOf(name), { id, member, request, local: localOnly });
        return { response: id };
      },
    },
    {
      operation: operation.removedBy!,
      handle({ fields }, _, { registrations }) {
        const { name = '', registrationId } = fields as Remove;
        return { response: registrations.remove(topicOf(name), registrationId) };
      },
    },
  ]);
}
