import {
  decodeResponse,
  encodeRequest,
  MessageSplitter,
  PROTOCOL_PREAMBLE,
  rawData,
  Reader,
  UUID,
  Writer,
} from '@hazelrx/protocol';
import { clientAuthentication } from '@hazelrx/protocol/operations';
import type { RawLine } from './raw-line.js';

const AUTHENTICATED = 0;
const NO_ROUTING = 0;
const MAX_ANSWER = 1 << 20;

/** Says who we are; resolves with the number of partitions. */
export function authenticate(line: RawLine, clusterName: string): Promise<number> {
  const answer = new Promise<number>((resolve, reject) => {
    const splitter = new MessageSplitter((bytes, view, start, end) => {
      const { status, partitionCount } = decodeResponse(
        clientAuthentication,
        new Reader().reset(bytes, view, start, end),
      );
      if (status === AUTHENTICATED) resolve(partitionCount);
      else reject(new Error(`the member refused the raw socket: ${status}`));
    }, MAX_ANSWER);
    line.onBytes = bytes => splitter.push(bytes);
    line.onClosed = reject;
  });
  line.write(PROTOCOL_PREAMBLE);
  line.write(request(clusterName));
  return answer;
}

function request(clusterName: string): Uint8Array {
  const writer = new Writer(rawData);
  encodeRequest(clientAuthentication, writer, {
    clusterName,
    username: null,
    password: null,
    uuid: UUID.random(),
    clientType: 'HRX',
    serializationVersion: 1,
    clientHazelcastVersion: '5.7.0',
    clientName: 'floor',
    labels: [],
    routingMode: NO_ROUTING,
    cpDirectToLeaderRouting: false,
  });
  return writer.copy();
}
