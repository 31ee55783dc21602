// A chat room. A reliable topic keeps the last messages, so that who comes later reads them too. A plain topic keeps
// nothing, which is enough to show who is typing.
import { startCluster } from '@hazelrx/embedded-member';
import { createClient } from 'hazelrx';
import { concatMap, filter, firstValueFrom, lastValueFrom, take, tap } from 'rxjs';

interface Line {
  readonly who: string;
  readonly text: string;
}

await using cluster = await startCluster({ members: 2, transport: 'tcp' });
const config = { clusterName: cluster.clusterName, network: { clusterMembers: [...cluster.addresses] } };
await using hzOfAda = createClient(config);
await using hzOfGrace = createClient(config);

/** The room, as one of those who are in it has it. */
function enter(who: string, hz: typeof hzOfAda) {
  const lines = hz.getReliableTopic<Line>('room');
  const typing = hz.getTopic<string>('room-typing');
  return {
    lines,
    typing$: typing.messages({ signals: true }),
    say: (text: string) => typing.publish(who).pipe(concatMap(() => lines.publish({ who, text }))),
  };
}

const ada = enter('ada', hzOfAda);
const grace = enter('grace', hzOfGrace);
const LINES = 4;

// Nobody is there yet. The lines are kept, that somebody was typing is not.
await firstValueFrom(ada.say('Hello?'));
await firstValueFrom(ada.say('Is anybody here?'));

// Grace comes later, and reads from the first line on.
const seen = firstValueFrom(
  grace.typing$.pipe(
    filter(event => !('type' in event) && event.message !== 'grace'),
    tap(() => console.log('grace sees that somebody is typing')),
  ),
);
await firstValueFrom(grace.typing$.pipe(filter(event => 'type' in event && event.type === 'listening')));
console.log('grace has come');
const read = lastValueFrom(
  grace.lines.messages({ from: 'oldest' }).pipe(
    take(LINES),
    tap(({ sequence, message: { who, text } }) =>
      console.log(`grace reads line ${sequence.toString()}, ${who}: ${text}`),
    ),
  ),
);

await firstValueFrom(grace.say('I am.'));
await firstValueFrom(ada.say('Then we are two.'));
const [{ sequence }] = await Promise.all([read, seen]);

// Who has read that far goes on behind it: in another process too, whenever that is.
await firstValueFrom(grace.say('I have to go.'));
const { message } = await firstValueFrom(ada.lines.messages({ from: sequence.add(1) }));
console.log(`ada goes on with ${message.who}: ${message.text}`);
