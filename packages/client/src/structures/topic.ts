import type { Codecs, EventOf } from '@hazelrx/protocol';
import { topicAddMessageListener, topicPublish, topicPublishAll } from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Observable } from 'rxjs';
import type { Member, Members } from '../cluster/members.js';
import type { Signal } from '../invocation/registration.js';
import { toNothing } from './answers.js';
import { argumentList } from './listed.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:topicService';

export interface TopicMessage<T> {
  readonly message: T;
  /** Milliseconds since 1970, by the clock of the member that published it. */
  readonly publishTime: Long;
  /** Where it was published; undefined when the member has left meanwhile. */
  readonly member: Member | undefined;
}

/** A distributed topic: a message reaches those who listen at the time, and is kept nowhere. */
export class Topic<T extends Storable> extends Structure {
  constructor(core: Core, name: string, codecs?: Codecs) {
    super(core, SERVICE, name, codecs);
  }

  /** Completes when the message is on its way to the listeners. */
  publish(message: T): Observable<undefined> {
    return this.call(topicPublish, { name: this.name, message }, toNothing);
  }

  /** The same, of several in their order. */
  publishAll(messages: Iterable<T>): Observable<undefined> {
    return this.call(topicPublishAll, { name: this.name, messages: argumentList(messages) }, toNothing);
  }

  /**
   * The messages, for as long as somebody listens: hot, without a past. Registered on every member, on those that join
   * later and again after a reconnect; what is published meanwhile is not heard, which `signals` tell. Ends with an error
   * when a message cannot be read, and at `shutdown()`.
   */
  messages(options: { readonly signals: true }): Observable<TopicMessage<T> | Signal>;
  messages(options?: { readonly signals?: false }): Observable<TopicMessage<T>>;
  messages({ signals = false }: { readonly signals?: boolean } = {}): Observable<unknown> {
    return this.listen(topicAddMessageListener, { name: this.name }, topicMessage, signals);
  }
}

function topicMessage(
  { item, publishTime, uuid }: EventOf<typeof topicAddMessageListener>,
  members: Members,
): TopicMessage<unknown> {
  return { message: item, publishTime, member: members.find(uuid) };
}
