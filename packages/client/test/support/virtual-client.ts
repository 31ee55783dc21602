// A client over scripted members, in virtual time: nothing here waits for a clock.
import type { Observable, Subscription } from 'rxjs';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { HazelcastClient } from '../../src/client.js';
import type { ClientEvent } from '../../src/client-events.js';
import type { LifecycleState } from '../../src/cluster/lifecycle.js';
import { HazelcastError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import { dialMemory } from '../../src/transport/memory.js';
import { TestClock } from '../../src/test-clock.js';
import type { Dial } from '../../src/transport/transport.js';
import { ScriptedCluster } from './scripted-cluster.js';

/** What a subscription has brought so far. */
export interface Watched<T> {
  readonly values: T[];
  error: unknown;
  /** Virtual time of the error or the completion. */
  endedAt: number | undefined;
  completed: boolean;
  readonly subscription: Subscription;
  /** The error, which must be one of this client. */
  readonly trouble: HazelcastError;
}

export class VirtualClient {
  readonly scheduler = new TestClock();
  readonly client: HazelcastClient;
  readonly events: ClientEvent[] = [];
  readonly states: LifecycleState[] = [];
  /** Virtual time of each event. */
  readonly eventTimes: number[] = [];
  /** Every dial: when, and where to. */
  readonly dials: { readonly at: number; readonly port: number }[] = [];

  constructor(
    readonly cluster: ScriptedCluster,
    config: ClientConfig = {},
    random: () => number = () => 0,
  ) {
    const dial: Dial = (address, handlers) => {
      this.dials.push({ at: this.now, port: address.port });
      cluster.chunks++;
      return dialMemory(cluster.accept)(address, handlers);
    };
    const { network, properties, ...others } = config;
    const full: ClientConfig = {
      network: { clusterMembers: ['10.0.0.1:5701'], ...network },
      properties: { 'hazelcast.client.shuffle.member.list': false, ...properties },
      logger: pino({ level: 'silent' }),
      ...others,
    };
    this.client = new HazelcastClient(full, { dial: () => dial, scheduler: this.scheduler, random });
    this.scheduler.watch(() => cluster.chunks);
    this.client.events$.subscribe(event => {
      this.events.push(event);
      this.eventTimes.push(this.now);
    });
    this.client.lifecycle$.subscribe(state => this.states.push(state));
    onTestFinished(async () => {
      this.client.shutdown().subscribe();
      await this.settle();
    });
  }

  get now(): number {
    return this.scheduler.frame;
  }

  /** Lets everything happen that needs no time to pass. */
  settle(): Promise<void> {
    return this.scheduler.settle();
  }

  /** Lets `millis` pass, one timer after the other, with everything that follows from each. */
  advance(millis: number): Promise<void> {
    return this.scheduler.advance(millis);
  }

  watch<T>(source: Observable<T>): Watched<T> {
    const now = (): number => this.now;
    const watched: Watched<T> = {
      values: [],
      error: undefined,
      endedAt: undefined,
      completed: false,
      subscription: undefined as never,
      get trouble() {
        if (this.error instanceof HazelcastError) return this.error;
        throw new Error(`expected a HazelcastError, got ${String(this.error)}`);
      },
    };
    const subscription = source.subscribe({
      next: value => watched.values.push(value),
      error: (error: unknown) => Object.assign(watched, { error, endedAt: now() }),
      complete: () => Object.assign(watched, { completed: true, endedAt: now() }),
    });
    return Object.assign(watched, { subscription });
  }

  /** Connects and waits for it. */
  async connected(): Promise<this> {
    const connecting = this.watch(this.client.connect());
    await this.settle();
    if (!connecting.completed) throw new Error(`not connected: ${String(connecting.error)}`);
    return this;
  }

  eventsOf<T extends ClientEvent['type']>(type: T): Extract<ClientEvent, { type: T }>[] {
    return this.events.filter(event => event.type === type) as Extract<ClientEvent, { type: T }>[];
  }
}

/** A connected client of a new cluster. */
export async function connectedTo(size: number, config?: ClientConfig): Promise<VirtualClient> {
  return new VirtualClient(new ScriptedCluster(size), config).connected();
}
