// What a client asks members of SQL, as it leaves.
import type { Call } from 'hazelrx/internal';
import { partsOf } from 'hazelrx/internal';
import type { AnyOperation } from '@hazelrx/protocol';
import { jetGetJobAndSqlSummaryList, sqlClose, sqlExecute, sqlFetch } from 'hazelrx/operations';
import { firstValueFrom } from 'rxjs';
import type { HazelcastClient, UUID } from 'hazelrx';
import { vi } from 'vitest';
import { eventually } from './recording.js';

export class Asked {
  readonly #calls: readonly (readonly [Call])[];

  /** From now on, until the mocks are restored. */
  constructor(readonly client: HazelcastClient) {
    this.#calls = vi.spyOn(partsOf(client).pending, 'add').mock.calls;
  }

  of(operation: AnyOperation): readonly Call[] {
    return this.#calls.map(([call]) => call).filter(call => call.operation === operation);
  }

  get executed(): number {
    return this.of(sqlExecute).length;
  }

  get fetched(): number {
    return this.of(sqlFetch).length;
  }

  get closed(): number {
    return this.of(sqlClose).length;
  }

  /** Where the statements went, one after the other. */
  get members(): string[] {
    return this.of(sqlExecute).map(call => whereTo(call).toString());
  }

  /** Resolves once the members have no cursor of the statements any more. They must have been answered. */
  async untilForgotten(): Promise<void> {
    for (const call of this.of(sqlExecute)) {
      const fetch = { queryId: call.request['queryId'] as never, cursorBufferSize: 1 };
      await eventually(
        async () => {
          const { error } = await firstValueFrom(this.client.invoke(sqlFetch, fetch, { member: whereTo(call) }));
          return error?.message ?? 'there is a page';
        },
        message => message.startsWith('Query cursor is not found'),
      );
    }
  }
}

function whereTo(call: Call): UUID {
  return (call.connection as unknown as { peer: { memberUuid: UUID } }).peer.memberUuid;
}

/** Jobs that the members work on for statements with this text. */
export async function working(client: HazelcastClient, statement: string): Promise<number> {
  const { response } = await firstValueFrom(client.invoke(jetGetJobAndSqlSummaryList, {}));
  return response.filter(({ sqlSummary }) => sqlSummary?.query === statement).length;
}

/** Where the first statement went. */
export function memberOf(asked: Asked): UUID {
  return whereTo(asked.of(sqlExecute)[0]!);
}
