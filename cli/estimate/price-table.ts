import * as z from 'zod';
import table from './prices.json' with { type: 'json' };

const Price = z.strictObject({
  per: z.string(),
  tiers: z.array(z.strictObject({ upTo: z.int().positive().nullable(), price: z.number().min(0) })).min(1),
  source: z.url(),
});

const PriceTable = z.strictObject({
  region: z.string(),
  /** Regions that have the same prices. */
  alsoIn: z.array(z.string()),
  currency: z.literal('USD'),
  checkedOn: z.string().regex(/^\d{4}-\d\d$/),
  note: z.string(),
  prices: z.record(z.string(), Price),
});

export type PriceName = keyof (typeof table)['prices'];

/** AWS's prices as they were when somebody last looked. */
export const PRICES = PriceTable.parse(table);

/** What so many cost, the first ones by the first tier's price. */
export function priceOf(name: PriceName, quantity: number): number {
  let [cost, counted] = [0, 0];
  for (const { upTo, price } of PRICES.prices[name]?.tiers ?? []) {
    const until = Math.min(quantity, upTo ?? quantity);
    cost += Math.max(0, until - counted) * price;
    counted = Math.max(counted, until);
  }
  return cost;
}
