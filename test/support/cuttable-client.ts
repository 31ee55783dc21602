import { type ClientConfig, type Dial, HazelcastClient } from 'hazelrx';

export interface CuttableClient {
  readonly client: HazelcastClient;
  /** Ends its connections, and tells both sides. */
  cut(): void;
}

/** A client that dials in this way, and whose connections the test can end. */
export function cuttableClient(config: ClientConfig, dial: Dial): CuttableClient {
  const open = new Set<() => void>();
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
      received: bytes => handlers.received(bytes),
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
  return { client, cut: () => open.forEach(end => end()) };
}
