/** An instant as the archive writes it, UTC: `2026-11-22T16:05:00Z`, with a fraction only where it has one. */
export const printInstant = (at: Date | number): string => new Date(at).toISOString().replace('.000Z', 'Z');
