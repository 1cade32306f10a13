import { Bin } from '../../lambdas/domain/records/bin.ts';
import { BIN_MILLISECONDS, type Series } from './series.ts';

export const MADE_FROM = Date.parse('2026-01-05T00:00:00.000Z');

/** Bins of one host with the memory of the series, and of the rest what is given; bin 0 begins at `MADE_FROM`. */
export function madeBins(
  memory: Series,
  { hostId = 'i-0001', firstSlot = 0, rest = (): Partial<Bin> => ({}) }: MadeOptions = {},
): Bin[] {
  return memory.map((memoryBytes, index) =>
    Bin.parse({
      schema: 1,
      binAt: new Date(MADE_FROM + (firstSlot + index) * BIN_MILLISECONDS).toISOString(),
      hostId,
      accountId: '111122223333',
      region: 'eu-west-1',
      role: 'edge',
      version: '2.8.11',
      sampled: 12,
      unreachable: 0,
      malformed: 0,
      usable: true,
      events: [],
      segment: 'one',
      pressureBytes: 1_000_000,
      memoryBytes,
      ...rest(index),
    }),
  );
}

export type MadeOptions = { hostId?: string; firstSlot?: number; rest?: (index: number) => Partial<Bin> };
