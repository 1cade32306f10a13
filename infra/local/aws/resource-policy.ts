import * as z from 'zod';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.strictObject({ AWS: z.literal('*') })]),
  Action: texts,
  Resource: texts,
  Condition: z
    .partialRecord(
      z.enum(['StringEquals', 'ArnEquals', 'ArnLike', 'Bool', 'Null']),
      z.record(z.string(), texts),
    )
    .default({}),
});
type Statement = z.infer<typeof Statement>;

/** Of IAM's language what the policies of this repository say; anything else is refused, never passed over. */
export const ResourcePolicy = z.object({ Statement: z.array(Statement) });
export type ResourcePolicy = z.infer<typeof ResourcePolicy>;

/** Who asks what, and how. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  /** Condition keys as IAM has them of the request: `aws:PrincipalArn` …; a key that it doesn't have is missing. */
  readonly context: Readonly<Record<string, string>>;
}

/** Whether a resource's policy lets somebody of another account in: something allows it, and nothing denies it. */
export const allows = ({ Statement: statements }: ResourcePolicy, request: PolicyRequest): boolean => {
  const applying = statements.filter((statement) => applies(statement, request));
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
};

function applies({ Action, Resource, Condition }: Statement, request: PolicyRequest): boolean {
  return (
    Action.some((pattern) => matches(pattern, request.action, {})) &&
    Resource.some((pattern) => matches(pattern, request.resource, request.context)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) =>
        holds(operator as keyof Statement['Condition'], request.context[key], values, request.context),
      ),
    )
  );
}

/** A key that is missing fulfils `Null` alone. */
function holds(
  operator: keyof Statement['Condition'],
  found: string | undefined,
  values: readonly string[],
  context: PolicyRequest['context'],
): boolean {
  if (operator === 'Null') return values.includes(String(found === undefined));
  if (found === undefined) return false;
  switch (operator) {
    case 'StringEquals':
      return values.some((value) => substituted(value, context) === found);
    case 'Bool':
      return values.includes(found);
    case 'ArnEquals':
    case 'ArnLike':
      return values.some((value) => arnMatches(value, found, context));
  }
}

/** Each of the six parts by itself: no wildcard reaches into another part. */
function arnMatches(pattern: string, arn: string, context: PolicyRequest['context']): boolean {
  const [patterns, parts] = [pattern, arn].map((text) => splitArn(text));
  if (patterns === undefined || parts === undefined || patterns.length !== parts.length) return false;
  return patterns.every((each, index) => matches(each, parts[index] ?? '', context));
}

/** Variables have colons too: `${aws:PrincipalAccount}`. */
function splitArn(arn: string): string[] {
  const parts = arn.split(/:(?![^${}]*\})/);
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** `*` and `?`; what a variable stands for is no pattern, and one that stands for nothing matches nothing. */
function matches(pattern: string, text: string, context: PolicyRequest['context']): boolean {
  if (!/[*?$]/.test(pattern)) return pattern === text;
  const source = pattern.split(/(\$\{[^}]*\}|[*?])/).map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    const value = substituted(part, context);
    return value === null ? null : value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return !source.includes(null) && expression(`^${source.join('')}$`).test(text);
}

/** One for each of the few patterns, of each of the few callers. */
const expressions = new Map<string, RegExp>();

function expression(source: string): RegExp {
  const made = expressions.get(source) ?? new RegExp(source, 's');
  expressions.set(source, made);
  return made;
}

/** `null` where a variable has no value in this request. */
function substituted(text: string, context: PolicyRequest['context']): string | null {
  let isKnown = true;
  const value = text.replaceAll(/\$\{([^}]*)\}/g, (_, key: string) => {
    isKnown &&= context[key] !== undefined;
    return context[key] ?? '';
  });
  return isKnown ? value : null;
}
