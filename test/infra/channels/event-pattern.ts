import * as z from 'zod';

const Values = z.array(z.string());

/** Whether an event matches a pattern of EventBridge that names values alone: all that the stack's rules do. */
export function matches(event: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) return Values.parse(pattern).some((value) => value === event);
  return Object.entries(pattern as Record<string, unknown>).every(([key, inner]) =>
    matches((event as Record<string, unknown> | undefined)?.[key], inner),
  );
}
