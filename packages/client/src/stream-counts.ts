/** A bounded buffer between a stream and its consumer, as `pressure$` looks at it: asked, it tells nothing by itself. */
export interface CountedStream {
  /** Those of one name are shown as one; those without are in the sums only. */
  readonly name?: string | undefined;
  /** Items that wait for the consumer now. */
  readonly buffered: number;
  /** Items that were thrown away for want of room, so far. */
  readonly dropped: number;
}

/** Where a buffer is shown: a client. */
export interface StreamCounter {
  /** Looks at it until the returned function is called; what it has dropped by then stays counted. */
  countStream(stream: CountedStream): () => void;
}

/** The buffers of one client. Costs nothing until somebody asks. */
export class StreamCounts implements StreamCounter {
  readonly #open = new Set<CountedStream>();
  /** What those that are gone have dropped, by name. */
  readonly #gone = new Map<string | undefined, number>();

  countStream(stream: CountedStream): () => void {
    this.#open.add(stream);
    return () => {
      if (!this.#open.delete(stream) || stream.dropped === 0) return;
      this.#gone.set(stream.name, (this.#gone.get(stream.name) ?? 0) + stream.dropped);
    };
  }

  /** One for each name that has a buffer, or has dropped something; those without a name together. */
  sample(): CountedStream[] {
    const byName = new Map<string | undefined, CountedStream>();
    const add = ({ name, buffered, dropped }: CountedStream): void => {
      const { buffered: waiting, dropped: lost } = byName.get(name) ?? { buffered: 0, dropped: 0 };
      byName.set(name, { name, buffered: waiting + buffered, dropped: lost + dropped });
    };
    for (const [name, dropped] of this.#gone) add({ name, buffered: 0, dropped });
    for (const stream of this.#open) add(stream);
    return [...byName.values()];
  }
}
