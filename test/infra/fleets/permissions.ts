import type { DeployedStack } from './deployed-stack.ts';

/** Whether a role of a stack may do something: IAM's wildcards in resources, and conditions that compare texts. */
export function mayDo(
  { statements }: DeployedStack,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): boolean {
  return statements.some(
    (one) =>
      listed(one.Action).includes(action) &&
      listed(one.Resource).some((pattern) => matches(pattern, resource)) &&
      Object.entries(one.Condition?.StringEquals ?? {}).every(([key, value]) =>
        listed(value).includes(context[key] ?? ''),
      ),
  );
}

const listed = (texts: string | readonly string[]): readonly string[] =>
  typeof texts === 'string' ? [texts] : texts;

const matches = (pattern: string, resource: string): boolean =>
  new RegExp(
    `^${pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (one) => (one === '*' ? '.*' : `\\${one}`))}$`,
    's',
  ).test(resource);

/** Whether EventBridge would hand an event to a rule with this pattern; of its comparisons those that the stack uses. */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  return Object.entries(pattern as Record<string, unknown>).every(([key, expected]) => {
    const value = (event as Record<string, unknown> | undefined)?.[key];
    if (!Array.isArray(expected)) return matchesPattern(expected, value);
    return expected.some((one: unknown) => {
      if (typeof one === 'object' && one !== null) {
        const { exists } = one as { exists: boolean };
        return (value !== undefined) === exists;
      }
      return value === one;
    });
  });
}
