/** A value, or a promise of it: a port may live in this process or on another machine. */
export type MaybePromise<T> = T | Promise<T>;
