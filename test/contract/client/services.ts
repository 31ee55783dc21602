import { ringbufferAdd, ringbufferReadOne } from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Rows of many services through the open door. */
export function servicesContract(cluster: SuiteCluster): void {
  let name: string;

  beforeEach(() => {
    name = uniqueName('services');
  });

  it("tells the member's error with its stack", async () => {
    const { client } = cluster;
    await valueOf(client.invoke(ringbufferAdd, { name, overflowPolicy: 0, value: 'a' }));
    const error = await errorOf(client.invoke(ringbufferReadOne, { name, sequence: 100 }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Ringbuffer.readOne', structure: name });
    expect(error.memberStack).toMatch(/IllegalArgumentException.*\n\s+at com\.hazelcast/);
  });
}
