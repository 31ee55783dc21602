// For the sibling packages only: may change with any release.
export { partsOf } from './client.js';
export { Connections } from './cluster/connections.js';
export { Members } from './cluster/members.js';
export { PartitionTable } from './cluster/partition-table.js';
export { Scratch } from './connection/scratch.js';
export { Outbox } from './connection/outbox.js';
export { Connection, type Wire } from './connection/connection.js';
export { Call, detailsOf, PendingCalls } from './connection/pending.js';
export { atEndOfTurn } from './end-of-turn.js';
export { MEMBER_ERRORS } from './errors.js';
export { settingsOf } from './named-settings.js';
export { decide } from './invocation/retry-policy.js';
export { consumeQueue } from './structures/queue-consume.js';
export type { Companion, Core } from './structures/structure.js';
export { Router } from './invocation/route.js';
export { type CallHome, UserCall } from './invocation/user-call.js';
export { ENTRY_KINDS } from './structures/entry-event.js';
