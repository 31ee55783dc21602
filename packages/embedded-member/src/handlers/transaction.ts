// Transactions: what is done in one is done together, or not at all.
import { transactionCommit, transactionCreate, transactionRollback } from '@hazelrx/protocol/operations';
import { on, type Service } from '../cluster.js';
import { Refusal } from '../refusal.js';
import { listRows, setRows } from '../transaction/collection-rows.js';
import { mapRows } from '../transaction/map-rows.js';
import { multiMapRows } from '../transaction/multi-map-rows.js';
import { queueRows } from '../transaction/queue-part.js';
import { Transaction } from '../transaction/transaction.js';
import { Transactions } from '../transaction/transactions.js';

const ONE_PHASE = 1;
const TWO_PHASE = 2;
/** Milliseconds, for a client that names no time. */
const DEFAULT_TIMEOUT = 120_000;

function illegal(message: string): Refusal {
  return new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
}

export const transactionService: Service = {
  handlers: [
    on(transactionCreate, ({ fields, link }, member, cluster) => {
      const { timeout, durability: copies, transactionType: type, threadId } = fields;
      if (timeout.isNegative()) throw illegal('Timeout can not be negative!');
      if (copies < 0) throw illegal('Durability cannot be negative!');
      if (type !== ONE_PHASE && type !== TWO_PHASE) throw illegal(`Unrecognized id: ${type}`);
      const transaction = new Transaction(
        cluster.world.uuid(),
        {
          member,
          link,
          threadId: threadId.toString(),
          timeout: timeout.toNumber() || DEFAULT_TIMEOUT,
          twoPhase: type === TWO_PHASE,
          copies,
        },
        cluster.now,
      );
      Transactions.of(cluster).add(transaction);
      return { response: transaction.id };
    }),
    on(transactionCommit, ({ fields, link }, _, cluster) => {
      const transactions = Transactions.of(cluster);
      const transaction = transactions.find(fields.transactionId, link);
      transaction.commit(cluster);
      transactions.ended(transaction);
      return {};
    }),
    on(transactionRollback, ({ fields, link }, _, cluster) => {
      const transactions = Transactions.of(cluster);
      const transaction = transactions.find(fields.transactionId, link);
      transactions.ended(transaction);
      transaction.rollBack(cluster);
      return {};
    }),
    ...queueRows,
    ...mapRows,
    ...listRows,
    ...setRows,
    ...multiMapRows,
  ],
  left: (cluster, link) => Transactions.of(cluster).left(cluster, link),
  clientGone: (cluster, client) => Transactions.of(cluster).clientGone(cluster, client),
  viewChanged: cluster => Transactions.of(cluster).forgetLost(),
};
