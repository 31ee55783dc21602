/** Whether two types are the same to the letter: `any` is the same as nothing but itself. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for `true`. */
export type Holds<T extends true> = T;

type IsAny<T> = 0 extends 1 & T ? true : false;

/** Whether neither the type, nor what it streams, is `any`. */
export type Known<T> =
  IsAny<T> extends true
    ? false
    : T extends { subscribe(next: (item: infer I) => void): unknown }
      ? IsAny<I> extends true
        ? false
        : true
      : true;
