// What a path to an attribute may find that is no value.

/** What `[any]` finds: a predicate is true where it is of any of them. */
export class Several {
  constructor(
    readonly values: readonly unknown[],
    /** A part on the way was null or empty; a null among the values stands for it. */
    readonly hasGap = false,
  ) {}
}

/** An object or an array within JSON: it is there, and equals nothing. */
export class JsonPart {
  constructor(readonly json: unknown) {}
}

/** A whole JSON value, read. */
export class JsonRoot {
  constructor(readonly json: unknown) {}
}
