import type { ResponseOf, Serialization, UUID } from '@hazelrx/protocol';
import { clientAuthentication, clientAuthenticationCustom } from '@hazelrx/protocol/operations';
import { map, type Observable } from 'rxjs';
import { AuthenticationError, ConnectionError, HazelcastError } from '../errors.js';
import type { Options } from '../options.js';
import { requestOn } from './bound-call.js';
import type { Connection } from './connection.js';

/** Who asks to be let in. */
export interface Identity {
  /** One for the life of a client, over all its connections. */
  readonly uuid: UUID;
  readonly options: Options;
  readonly serialization: Serialization;
}

/** What a member tells a client it lets in. */
export type Welcome = Omit<ResponseOf<typeof clientAuthentication>, 'memberUuid'> & { readonly memberUuid: UUID };

const SERIALIZATION_VERSION = 1;
/** The release whose protocol this client speaks in full. */
const CLIENT_VERSION = '5.7.0';
const UNISOCKET = 0;
const ALL_MEMBERS = 1;

/** Far beyond what clusters have (271 by default); a count is taken from the member's word alone, and costs memory. */
const MAX_PARTITIONS = 1_000_000;

const AUTHENTICATED = 0;
const CREDENTIALS_FAILED = 1;
const SERIALIZATION_MISMATCH = 2;

/** Authenticates a new connection, by user name, token or custom credentials. Emits once; errors say who was refused what. */
export function authenticate(connection: Connection, identity: Identity): Observable<Welcome> {
  const { security, connectionTimeout } = identity.options;
  const secret = security.token ? tokenBytes(security.token) : customBytes(identity);
  // The two rows have one response but for what may be null in it, and nothing is taken for granted there.
  const answer: Observable<ResponseOf<typeof clientAuthentication>> = secret
    ? (requestOn(
        connection,
        clientAuthenticationCustom,
        { ...common(identity), credentials: secret },
        connectionTimeout,
      ) as never)
    : requestOn(connection, clientAuthentication, { ...common(identity), ...userOf(identity) }, connectionTimeout);
  return answer.pipe(map(welcome => accepted(connection, identity.options, welcome)));
}

function common({ uuid, options }: Identity) {
  return {
    clusterName: options.clusterName,
    uuid,
    clientType: 'HRX',
    serializationVersion: SERIALIZATION_VERSION,
    clientHazelcastVersion: CLIENT_VERSION,
    clientName: options.instanceName,
    labels: options.labels,
    routingMode: options.smartRouting ? ALL_MEMBERS : UNISOCKET,
    cpDirectToLeaderRouting: false,
  };
}

function userOf({ options }: Identity) {
  const { username = null, password = null } = options.security.usernamePassword ?? {};
  return { username, password };
}

function tokenBytes({ token, encoding = 'ascii' }: { token: string; encoding?: 'ascii' | 'base64' }): Uint8Array {
  const text = encoding === 'base64' ? atob(token) : token;
  return Uint8Array.from(text, letter => letter.charCodeAt(0));
}

function customBytes({ options, serialization }: Identity): Uint8Array | undefined {
  return options.security.custom && serialization.toData(options.security.custom).bytes;
}

function accepted(connection: Connection, options: Options, welcome: ResponseOf<typeof clientAuthentication>): Welcome {
  const { status, memberUuid, partitionCount } = welcome;
  if (status === CREDENTIALS_FAILED) {
    const reason = `${connection.name} refused this client: wrong cluster name ('${options.clusterName}') or credentials`;
    throw new AuthenticationError('AUTHENTICATION', reason);
  }
  if (status === SERIALIZATION_MISMATCH) {
    throw new HazelcastError('NOT_ALLOWED_IN_CLUSTER', `${connection.name} uses another serialization version`);
  }
  if (status !== AUTHENTICATED) {
    throw new HazelcastError('NOT_ALLOWED_IN_CLUSTER', `${connection.name} does not allow this client in its cluster`);
  }
  if (memberUuid === null) throw new ConnectionError('WIRE', `${connection.name} did not tell its member UUID`);
  if (partitionCount < 1 || partitionCount > MAX_PARTITIONS) {
    throw new ConnectionError('WIRE', `${connection.name} claims to have ${partitionCount} partitions`);
  }
  connection.authenticated({ memberUuid });
  return { ...welcome, memberUuid };
}
