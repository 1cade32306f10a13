import * as z from 'zod';

/** Parameters of an issue whose input nobody should read in a log. */
export const SECRET = { isSecret: true } as const;

/**
 * What is wrong with a configuration, a line a problem: path, expected value, value found.
 * @param schema that it was checked against
 * @param place where cdk.json has it
 */
export function problemsOf(
  { issues }: z.core.$ZodError,
  schema: z.core.$ZodType,
  place: readonly PropertyKey[],
): string[] {
  return issues.flatMap((issue) => {
    const path = [...place, ...issue.path].join('.');
    if (issue.code !== 'unrecognized_keys') {
      const found = isSecret(issue) ? 'what looks like one' : JSON.stringify(issue.input);
      return [`${path}: ${issue.message}; found ${found}`];
    }
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => `${path}.${key}: unknown; expected one of ${known.join(', ')}`);
  });
}

const isSecret = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'custom' && issue.params?.isSecret === true;

function keysAt(schema: z.core.$ZodType, [step, ...rest]: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault) {
    return keysAt(schema.unwrap(), step === undefined ? [] : [step, ...rest]);
  }
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  return step === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[String(step)], rest);
}
