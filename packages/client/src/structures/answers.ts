// What methods make of an answer that holds one thing.

/** `V`, or null where there is none. */
export function toValue<V>({ response }: { readonly response: unknown }): V | null {
  return response as V | null;
}

export function toAnswer({ response }: { readonly response: boolean }): boolean {
  return response;
}

export function toCount({ response }: { readonly response: number }): number {
  return response;
}

export function toNothing(): undefined {
  return undefined;
}

export function toList<T>({ response }: { readonly response: unknown }): T[] {
  return response as T[];
}
