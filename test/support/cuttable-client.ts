import { type ClientConfig, type Dial, HazelcastClient } from 'hazelrx';

export interface CuttableClient {
  readonly client: HazelcastClient;
  /** Ends its connections, and tells both sides. */
  cut(): void;
  /** Ends the connection that is the next to bring anything, instead of what it brings. */
  cutAtAnswer(): void;
}

/** A client that dials in this way, and whose connections the test can end. */
export function cuttableClient(config: ClientConfig, dial: Dial): CuttableClient {
  const open = new Set<() => void>();
  let isDeaf = false;
  const cuttable: Dial = (address, handlers) => {
    const end = (): void => {
      open.delete(end);
      giveUp();
      handlers.closed(new Error('cut'));
    };
    const giveUp = dial(address, {
      opened(transport) {
        open.add(end);
        handlers.opened(transport);
      },
      received(bytes) {
        if (!isDeaf) return handlers.received(bytes);
        isDeaf = false;
        end();
      },
      closed(reason) {
        open.delete(end);
        handlers.closed(reason);
      },
    });
    return () => {
      open.delete(end);
      giveUp();
    };
  };
  const client = new HazelcastClient(config, { dial: () => cuttable });
  return { client, cut: () => open.forEach(end => end()), cutAtAnswer: () => (isDeaf = true) };
}
