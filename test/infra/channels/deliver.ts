import * as z from 'zod';
import type { StoredEvent } from '../../../infra/local/aws/eventbridge.ts';
import type { DeployedStack } from '../fleets/deployed-stack.ts';
import { matches } from './event-pattern.ts';
import { TargetInput, targetInput, valueAt } from './input-transformer.ts';

/** What an endpoint of an API destination gets. */
export interface HttpCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: Date;
}

/** Answers a call with a status. */
export type Receiver = (call: HttpCall) => number;

export interface Delivered {
  readonly calls: readonly HttpCall[];
  /** Messages to topics. */
  readonly messages: readonly { readonly topicArn: string; readonly text: string }[];
  /** What came to the dead-letter queue, with the status of the last answer. */
  readonly undelivered: readonly {
    readonly queueArn: string;
    readonly status: number;
    readonly body: string;
  }[];
}

const Rule = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  Targets: z.array(
    z.object({
      Arn: z.string(),
      DeadLetterConfig: z.object({ Arn: z.string() }),
      HttpParameters: z
        .object({
          PathParameterValues: z.array(z.string()).default([]),
          QueryStringParameters: z.record(z.string(), z.string()).default({}),
        })
        .optional(),
      RetryPolicy: z.object({ MaximumEventAgeInSeconds: z.number() }).optional(),
      ...TargetInput.shape,
    }),
  ),
});
type Target = z.infer<typeof Rule>['Targets'][number];

const ApiDestination = z.object({
  ConnectionArn: z.string(),
  HttpMethod: z.string(),
  InvocationEndpoint: z.string().startsWith('https://'),
  InvocationRateLimitPerSecond: z.number(),
});

const Connection = z.object({
  AuthParameters: z.object({
    ApiKeyAuthParameters: z.object({ ApiKeyName: z.string(), ApiKeyValue: z.string() }),
    InvocationHttpParameters: z
      .object({ BodyParameters: z.array(z.object({ Key: z.string(), Value: z.string() })) })
      .optional(),
  }),
});

/** Between two tries; EventBridge does not publish its own. */
const RETRY_SECONDS = 60;

/**
 * Sends events where the rules of a stack say, as EventBridge documents it: by the target's input transformer, with what
 * the connection holds, not faster than the destination's rate, again after 429 and 5xx, and into the dead-letter queue
 * after any other refusal or once the event is too old.
 * @param secrets texts of Secrets Manager, by their names
 */
export function deliver(
  { resources, account }: DeployedStack,
  events: readonly StoredEvent[],
  { secrets, receive }: { secrets: Readonly<Record<string, string>>; receive: Receiver },
): Delivered {
  const calls: HttpCall[] = [];
  const messages: { topicArn: string; text: string }[] = [];
  const undelivered: { queueArn: string; status: number; body: string }[] = [];
  const nextAt = new Map<string, number>();
  const byArn = (arn: string) => {
    const found = resources.find((one) => one.name === arn.replace(/\.Arn$/, ''));
    if (!found) throw new Error(`no resource ${arn}`);
    return found;
  };

  const send = (target: Target, event: StoredEvent, whole: object) => {
    const body = targetInput(whole, target);
    if (target.Arn.startsWith('arn:aws:sns:')) {
      messages.push({ topicArn: target.Arn, text: body });
      return;
    }
    const destination = ApiDestination.parse(byArn(target.Arn).properties);
    const call = callOf(target, destination, connectionOf(destination), body, whole);
    const latest = event.at.getTime() + 1000 * (target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400);
    let [due, status] = [event.at.getTime(), 429];
    while (isRetried(status) && due <= latest) {
      const at = Math.max(due, nextAt.get(target.Arn) ?? 0);
      nextAt.set(target.Arn, at + 1000 / destination.InvocationRateLimitPerSecond);
      const made = { ...call, at: new Date(at) };
      calls.push(made);
      status = receive(made);
      due = at + 1000 * RETRY_SECONDS;
    }
    if (status < 200 || status > 299)
      undelivered.push({ queueArn: target.DeadLetterConfig.Arn, status, body });
  };
  const connectionOf = ({ ConnectionArn }: z.infer<typeof ApiDestination>) =>
    Connection.parse(JSON.parse(withSecrets(JSON.stringify(byArn(ConnectionArn).properties), secrets)));

  const rules = resources.flatMap(({ type, properties }) =>
    type === 'AWS::Events::Rule' ? [Rule.parse(properties)] : [],
  );
  for (const event of events) {
    const { source, detailType, detail, at } = event;
    const whole = { source, 'detail-type': detailType, detail, time: at.toISOString(), ...account };
    for (const { EventPattern, Targets } of rules) {
      if (matches(whole, EventPattern)) for (const target of Targets) send(target, event, whole);
    }
  }
  return { calls, messages, undelivered };
}

const isRetried = (status: number): boolean => status === 429 || status >= 500;

function callOf(
  { HttpParameters }: Target,
  { InvocationEndpoint, HttpMethod }: z.infer<typeof ApiDestination>,
  { AuthParameters: { ApiKeyAuthParameters: key, InvocationHttpParameters } }: z.infer<typeof Connection>,
  body: string,
  event: object,
): Omit<HttpCall, 'at'> {
  const values = [...(HttpParameters?.PathParameterValues ?? [])];
  const path = InvocationEndpoint.replaceAll('*', () =>
    encodeURIComponent(String(valueAt(event, values.shift() ?? ''))),
  );
  const query = new URLSearchParams(HttpParameters?.QueryStringParameters).toString();
  return {
    url: query === '' ? path : `${path}?${query}`,
    method: HttpMethod,
    headers: { [key.ApiKeyName]: key.ApiKeyValue, 'Content-Type': 'application/json; charset=utf-8' },
    body: withParameters(body, InvocationHttpParameters?.BodyParameters ?? []),
  };
}

/** A body that is no JSON takes no parameters, and is sent as it is: its receiver has to refuse it. */
function withParameters(body: string, parameters: readonly { Key: string; Value: string }[]): string {
  try {
    const own = Object.fromEntries(parameters.map(({ Key, Value }) => [Key, Value]));
    return JSON.stringify({ ...JSON.parse(body), ...own });
  } catch {
    return body;
  }
}

/** As CloudFormation resolves a dynamic reference: no template and no file has the text itself. */
const withSecrets = (text: string, secrets: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{resolve:secretsmanager:([^:}]+):SecretString:::[\w-]*\}\}/g, (_, name: string) => {
    const secret = secrets[name];
    if (secret === undefined) throw new Error(`Secrets Manager can't find the secret ${name}`);
    return secret;
  });
