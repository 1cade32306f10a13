/** An organization of so many hosts that its scorings run in shards. */
export const IN_SHARDS = {
  organization: {
    id: 'o-a1b2c3d4e5',
    organizationalUnitIds: ['r-ab12'],
    regions: ['eu-west-1', 'us-east-1'],
  },
  largestFleet: 100_000,
  memoryQuotaMiB: 10_240,
  schedulePeriodMinutes: 15,
} as const;
