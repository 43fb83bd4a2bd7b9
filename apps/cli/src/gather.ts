/** Entries that were taken; `isCut`: there are more. */
export type Gathered<Item> = { readonly found: readonly Item[]; readonly isCut: boolean };

/** Takes entries as they come, up to a number of them. */
export async function gather<Item>(items: AsyncIterable<Item>, max: number): Promise<Gathered<Item>> {
  const found: Item[] = [];
  for await (const item of items) {
    if (found.length === max) return { found, isCut: true };
    found.push(item);
  }
  return { found, isCut: false };
}
