/** What the bad client of a load does; `none` is there to compare with. */
export const badClientKinds = [
  'none',
  'frozen-qos-0',
  'frozen-qos-1',
  'slow-reader',
  'slow-websocket',
  'flood',
  'unfinished-connect',
] as const;

/** One of them. */
export type BadClientKind = (typeof badClientKinds)[number];
