// Locks some keys, says so, waits for another one, and lives until it is killed.
import { createClient } from 'hazelrx';
import { firstValueFrom } from 'rxjs';

const [clusterName = '', address = '', mapName = '', held = '', wanted = ''] = process.argv.slice(2);
const client = createClient({ clusterName, network: { clusterMembers: [address] } });
const map = client.getMap<string, string>(mapName);
for (const key of held.split(',')) await firstValueFrom(map.lock(key));
map.lock(wanted).subscribe(() => console.log('has all'));
await firstValueFrom(map.get(wanted));
console.log('locked');
