import { boolean, list, long, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { xid } from './types.js';

export const xaTransactionClearRemote = /* @__PURE__ */ op(0x140100, 'XATransaction.clearRemote', () => ({
  route: 'partition',
  request: { xid: xid },
  response: {},
}));

export const xaTransactionCollectTransactions = /* @__PURE__ */ op(
  0x140200,
  'XATransaction.collectTransactions',
  () => ({
    request: {},
    response: { response: list(xid) },
  }),
);

export const xaTransactionFinalize = /* @__PURE__ */ op(0x140300, 'XATransaction.finalize', () => ({
  route: 'partition',
  request: { xid: xid, isCommit: boolean },
  response: {},
}));

export const xaTransactionCommit = /* @__PURE__ */ op(0x140400, 'XATransaction.commit', () => ({
  request: { transactionId: uuid, onePhase: boolean },
  response: {},
}));

export const xaTransactionCreate = /* @__PURE__ */ op(0x140500, 'XATransaction.create', () => ({
  request: { xid: xid, timeout: long },
  response: { response: uuid },
}));

export const xaTransactionPrepare = /* @__PURE__ */ op(0x140600, 'XATransaction.prepare', () => ({
  request: { transactionId: uuid },
  response: {},
}));

export const xaTransactionRollback = /* @__PURE__ */ op(0x140700, 'XATransaction.rollback', () => ({
  request: { transactionId: uuid },
  response: {},
}));
