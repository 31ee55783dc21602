/** A program that members need is not installed. The message is one sentence that says what to install. */
export class MissingToolError extends Error {
  override readonly name = 'MissingToolError';

  constructor(
    readonly tool: string,
    message: string,
  ) {
    super(message);
  }
}

/** A member ended, or did not get ready in time, while it started. The message ends with the last lines of its log. */
export class MemberStartError extends Error {
  override readonly name = 'MemberStartError';

  constructor(
    reason: string,
    /** Undefined while the process still ran, null when a signal ended it. */
    readonly exitCode: number | null | undefined,
    readonly log: readonly string[],
    /** True when another process held the port. */
    readonly portTaken = false,
  ) {
    super([reason, ...log.slice(-LINES_SHOWN).map(line => `  | ${line}`)].join('\n'));
  }
}

/** Enough for a Java stack trace with one cause. */
const LINES_SHOWN = 40;
