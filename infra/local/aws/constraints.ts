import type * as z from 'zod';
import { AwsError } from './aws-error.ts';

type Issue = z.core.$ZodIssue;

const TYPE_ISSUES: ReadonlySet<string> = new Set(['invalid_type', 'invalid_union', 'invalid_key']);

/**
 * Checks an input against a schema and answers as AWS does: `ValidationException` that lists every member that
 * breaks its constraint, or `SerializationException` where a member has another JSON type.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  const mistyped = issues.find((issue) => TYPE_ISSUES.has(issue.code) && at(input, issue.path) !== undefined);
  if (mistyped) {
    throw new AwsError('SerializationException', `Unexpected type at ${memberPath(mistyped.path)}`);
  }
  const texts = issues.map((issue) => describe(issue, input));
  const plural = texts.length === 1 ? 'error' : 'errors';
  throw new AwsError(
    'ValidationException',
    `${texts.length} validation ${plural} detected: ${texts.join('; ')}`,
  );
}

function describe(issue: Issue, input: unknown): string {
  const constraint = constraintOf(issue);
  const last = issue.path.at(-1);
  const value = at(input, issue.path);
  if (typeof last === 'number' && typeof value === 'string') {
    const list = at(input, issue.path.slice(0, -1));
    const path = memberPath(issue.path.slice(0, -1));
    return `Value '${shown(list)}' at '${path}' failed to satisfy constraint: Member must satisfy constraint: [${constraint}]`;
  }
  const quoted = value === undefined ? 'null' : `'${shown(value)}'`;
  return `Value ${quoted} at '${memberPath(issue.path)}' failed to satisfy constraint: ${constraint}`;
}

function constraintOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'Member must not be null';
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${(issue.pattern ?? '').replace(/^\/|\/$/g, '')}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return issue.message;
  }
}

const measure = (origin: string): string => (origin === 'string' || origin === 'array' ? 'length' : 'value');

/** `MetricData[0].Unit` as AWS writes it: `metricData.1.member.unit`. */
function memberPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `${part + 1}.member` : lowerFirst(String(part))))
    .join('.');
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value ? Reflect.get(value, part) : undefined),
    input,
  );
}

const shown = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : String(value);
