import { asapScheduler } from 'rxjs';
import type { Address, Dial, Transport, TransportHandlers } from './transport.js';

/** The member's side of a new pipe: gets its end, returns its handlers, or undefined to refuse the client. */
export type Accept = (address: Address, transport: Transport) => TransportHandlers | undefined;

/**
 * Opens pipes inside the process. Bytes are copied and arrive in a later microtask, in order, as they would from a
 * socket.
 */
export function dialMemory(accept: Accept): Dial {
  return (address, handlers) => {
    const pipe: Pipe = { open: true };
    let member: TransportHandlers | undefined;
    const clientEnd = end(pipe, 'memory:client', () => member);
    asapScheduler.schedule(() => {
      if (!pipe.open) return;
      const memberEnd = end(pipe, 'memory:member', () => handlers);
      member = accept(address, memberEnd);
      if (!member) {
        pipe.open = false;
        return handlers.closed(new Error('connection refused'));
      }
      member.opened(memberEnd);
      handlers.opened(clientEnd);
    });
    return () => clientEnd.close();
  };
}

interface Pipe {
  open: boolean;
}

function end(pipe: Pipe, localAddress: string, peer: () => TransportHandlers | undefined): Transport {
  return {
    localAddress,
    write(bytes, written) {
      const copy = Uint8Array.from(bytes);
      asapScheduler.schedule(() => {
        if (!pipe.open) return;
        peer()?.received(copy);
        written();
      });
    },
    close() {
      if (!pipe.open) return;
      pipe.open = false;
      asapScheduler.schedule(() => peer()?.closed(undefined));
    },
  };
}
