/** One call, as its client saw it. A client, counted from 0, makes one call at a time. */
export interface Call<I, R> {
  readonly client: number;
  readonly input: I;
  /** A moment: later ones are greater, and no two are the same. */
  readonly begun: number;
  /** Absent where the client cannot know: it was done at any moment since, or will be, or never. */
  readonly end?: { readonly at: number; readonly result: R };
}

/** What calls do when they come one after the other. */
export interface Model<S, I, R> {
  readonly initial: S;
  /** The same for the same state, and for no other. */
  key(state: S): string;
  /** The state after a call. Undefined where it cannot end in this result. */
  after(state: S, input: I, result: R): S | undefined;
  /** The state after a call that ended in whatever it had to. */
  afterUnknown(state: S, input: I): S;
}
