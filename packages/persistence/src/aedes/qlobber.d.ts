// qlobber ships no types; these are the parts in use.
declare module 'qlobber/aedes/qlobber-sub.js' {
  type Options = {
    readonly separator: string;
    readonly wildcard_one: string;
    readonly wildcard_some: string;
    readonly match_empty_levels: boolean;
  };
  type Value = {
    readonly clientId: string;
    readonly topic: string;
    readonly qos?: 0 | 1 | 2 | undefined;
    readonly rh?: number | undefined;
    readonly rap?: boolean | undefined;
    readonly nl?: boolean | undefined;
  };

  class QlobberSub {
    constructor(options: Options);
    readonly subscriptionsCount: number;
    add(filter: string, value: Value): void;
    remove(filter: string, value: Value): void;
    match(topic: string): Value[];
    clear(): void;
  }
  export = QlobberSub;
}
