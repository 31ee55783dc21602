// Works through a queue with `consume`, and writes down each step, until it is killed.
import { createClient } from 'hazelrx';
import { defer, map, timer } from 'rxjs';
import { WorkLog } from '../queue/work-log.js';

/** Milliseconds for an item, at most. */
const WORK = 400;

const [clusterName = '', addresses = '', queueName = '', path = ''] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(2)).resume();
const log = new WorkLog(path);
const client = createClient({ clusterName, network: { clusterMembers: addresses.split(',') } });
console.log('begins');
client
  .getQueue<number>(queueName)
  .consume(
    item =>
      defer(() => {
        const run = log.start(item);
        return timer(Math.random() * WORK).pipe(
          map(() => {
            log.add('done', item, run);
            return { item, run };
          }),
        );
      }),
    { concurrency: 4 },
  )
  .subscribe(({ item, run }) => log.add('committed', item, run));
