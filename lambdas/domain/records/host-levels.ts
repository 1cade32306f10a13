import * as z from 'zod';

const level = z.number().nullable();

export const HostLevels = z
  .object({
    at: z.iso.datetime().describe('End of the newest of these bins.'),
    memoryBytes: level.describe('TCP memory of the whole host.'),
    pressureBytes: level.describe("The kernel's limit of it, as the newest bin has it."),
    stuckStreams: level,
    deadSockets: level,
  })
  .meta({
    id: 'HostLevels',
    description:
      "How much a host holds now: medians over the last day of its newest workers, which evidence, limits and forecasts rest on. `null` where it can't be read.",
  });
export type HostLevels = z.infer<typeof HostLevels>;
