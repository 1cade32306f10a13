import { randomUUID } from 'node:crypto';
import type {
  ListRulesCommandOutput,
  ListTargetsByRuleCommandOutput,
  PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { createJsonApi } from './json-api.ts';
import { pageOf } from './page.ts';

/** An event of the default bus. */
export interface StoredEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  readonly at: Date;
}

/** A rule of the default bus, as people make them. */
export interface LocalRule {
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly pattern: object;
  readonly targets: readonly { readonly id: string; readonly arn: string; readonly deadLetterArn?: string }[];
}

const Entry = z.object({
  Source: z.string().min(1),
  DetailType: z.string().min(1).max(128),
  Detail: z.string(),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
  EventBusName: z.string().optional(),
});

const ListRulesInput = z.object({ NextToken: z.string().optional() });
const ListTargetsInput = z.object({ Rule: z.string().min(1), NextToken: z.string().optional() });
const PutEventsInput = z.object({ Entries: z.array(Entry).min(1).max(10) });

/** EventBridge counts source, detail type, detail, resources and 14 bytes for the time. */
const MAXIMUM_ENTRY_BYTES = 262_144;

export interface EventBridge {
  readonly api: EmbeddedApi;
  /** All events that were accepted, in order. */
  events(): readonly StoredEvent[];
}

/** Rules a page, as EventBridge has them where no other limit is asked for. */
const PAGE = 100;

/** EventBridge of the embedded endpoint: PutEvents on the default bus, what it took, and which rules there are. */
export function createEventBridge(now: () => Date, rules: readonly LocalRule[]): EventBridge {
  const stored: StoredEvent[] = [];

  function putEvents(input: unknown): Omit<PutEventsCommandOutput, '$metadata'> {
    const { Entries } = parseInput(PutEventsInput, input);
    const bytes = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > MAXIMUM_ENTRY_BYTES) {
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const results = Entries.map((entry) => {
      const refusal = refusalOf(entry);
      if (refusal !== undefined) return refusal;
      stored.push({
        source: entry.Source,
        detailType: entry.DetailType,
        detail: JSON.parse(entry.Detail),
        resources: entry.Resources,
        at: entry.Time === undefined ? now() : new Date(entry.Time * 1000),
      });
      return { EventId: randomUUID() };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  function listRules(input: unknown): Omit<ListRulesCommandOutput, '$metadata'> {
    const page = pageOf(rules, PAGE, parseInput(ListRulesInput, input).NextToken);
    if (!page) throw new AwsError('ValidationException', 'Invalid NextToken');
    const Rules = page.items.map(({ name, state, pattern }) => ({
      Name: name,
      State: state,
      EventPattern: JSON.stringify(pattern),
      EventBusName: 'default',
    }));
    return { Rules, NextToken: page.nextToken };
  }

  function listTargets(input: unknown): Omit<ListTargetsByRuleCommandOutput, '$metadata'> {
    const { Rule } = parseInput(ListTargetsInput, input);
    const rule = rules.find(({ name }) => name === Rule);
    if (!rule)
      throw new AwsError('ResourceNotFoundException', `Rule ${Rule} does not exist on EventBus default.`);
    const Targets = rule.targets.map(({ id, arn, deadLetterArn }) => ({
      Id: id,
      Arn: arn,
      ...(deadLetterArn && { DeadLetterConfig: { Arn: deadLetterArn } }),
    }));
    return { Targets };
  }

  const api = createJsonApi({
    name: 'events',
    signingName: 'events',
    version: '1.1',
    target: 'AWSEvents',
    bodyLimitBytes: 1024 * 1024,
    operations: { PutEvents: putEvents, ListRules: listRules, ListTargetsByRule: listTargets },
  });
  return { api, events: () => stored };
}

/** EventBridge refuses single entries, and takes the others of the call. */
function refusalOf(entry: z.infer<typeof Entry>): { ErrorCode: string; ErrorMessage: string } | undefined {
  if (entry.Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (!isJsonObject(entry.Detail)) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  return undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function sizeOf(entry: z.infer<typeof Entry>): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), entry.Time === undefined ? 0 : 14);
}
