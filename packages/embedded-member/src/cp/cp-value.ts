import type { CpObject } from './cp-objects.js';

/** A value for which nobody waits, and which no session holds. */
export class CpValue<T> implements CpObject {
  constructor(public value: T) {}

  endSession(): void {}

  expire(): void {}

  destroyed(): void {}

  fork(): CpValue<T> {
    return new CpValue(this.value);
  }

  end(): void {}
}
