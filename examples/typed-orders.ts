// One schema gives the TypeScript type, the bytes that Java, Python and SQL read, and the checks. It may change while clients
// of the old one are still there.
import { startCluster } from '@hazelrx/embedded-member';
import { array, compact, createClient, GenericRecord, type Infer, int32, nullable, string, withDefault } from 'hazelrx';
import { firstValueFrom } from 'rxjs';

const Line = compact('line', { article: string, count: int32 });
const Order = compact('order', { customer: string, lines: array(Line), note: nullable(string) });
type Order = Infer<typeof Order>;

/** What the next release makes of it: one field more, one that nobody wants any more is gone. */
const NextOrder = compact('order', { customer: string, lines: array(Line), priority: withDefault(string, 'normal') });

await using cluster = await startCluster({ members: 3, transport: 'tcp' });
const config = { clusterName: cluster.clusterName, network: { clusterMembers: [...cluster.addresses] } };
await using shop = createClient(config);
await using nextShop = createClient(config);
await using auditor = createClient(config);

const orders = shop.getMap('orders', { key: int32, value: Order });
const order: Order = { customer: 'ada', lines: [{ article: 'gear', count: 12 }], note: null };
await firstValueFrom(orders.put(1, order));
const [line] = (await firstValueFrom(orders.get(1)))!.lines;
console.log(`${line!.count} × ${line!.article}`);

const nextOrders = nextShop.getMap('orders', { key: int32, value: NextOrder });
const { customer, priority } = (await firstValueFrom(nextOrders.get(1)))!;
console.log(`an old order, read by the next release: ${customer}, ${priority}`);
await firstValueFrom(nextOrders.put(2, { customer: 'grace', lines: [], priority: 'high' }));
const newer = (await firstValueFrom(orders.get(2)))!;
console.log(`a new order, read by this release: ${newer.customer}, note ${newer.note}`);

// Who has no schema sees the fields all the same.
const found = await firstValueFrom(auditor.getMap('orders').get(int32(2)));
if (found instanceof GenericRecord) console.log(`${found.typeName}: ${found.fieldNames.join(', ')}`);

// @ts-expect-error -- a text where a number belongs does not compile, and is refused
const wrong: Order = { ...order, lines: [{ article: 'gear', count: 'twelve' }] };
orders.put(3, wrong).subscribe({ error: ({ message }: Error) => console.log(message) });
console.log('done');
