interface Slot<V> {
  readonly high: number;
  readonly value: V;
}

/** A map whose keys are 64-bit ids given as two int32 words, so that looking one up makes no `Long` and no string. */
export class IdMap<V> {
  readonly #byLow = new Map<number, Slot<V>[]>();

  get(high: number, low: number): V | undefined {
    const slots = this.#byLow.get(low);
    if (slots === undefined) return undefined;
    for (const slot of slots) if (slot.high === high) return slot.value;
    return undefined;
  }

  /** Adds what is not there yet, and returns it. */
  set(high: number, low: number, value: V): V {
    const slots = this.#byLow.get(low);
    if (slots === undefined) this.#byLow.set(low, [{ high, value }]);
    else slots.push({ high, value });
    return value;
  }

  values(): V[] {
    return [...this.#byLow.values()].flatMap(slots => slots.map(({ value }) => value));
  }
}
