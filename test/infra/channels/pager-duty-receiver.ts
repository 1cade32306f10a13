import type { HttpCall, Receiver } from './deliver.ts';
import { brokenRules, type PublishedRule } from './published-rule.ts';

const ALERT = 'https://developer.pagerduty.com/docs/events-api-v2/trigger-events/';
const OVERVIEW = 'https://developer.pagerduty.com/docs/events-api-v2/overview/';

type Body = Record<string, unknown> & { payload?: Record<string, unknown> };

const bodyOf = ({ body }: HttpCall): Body => {
  try {
    return JSON.parse(body) as Body;
  } catch {
    return {};
  }
};
const changed = (call: HttpCall, changes: object): HttpCall => ({
  ...call,
  body: JSON.stringify({ ...bodyOf(call), ...changes }),
});
const changedPayload = (call: HttpCall, changes: object): HttpCall =>
  changed(call, { payload: { ...bodyOf(call).payload, ...changes } });
const isText = (value: unknown, maximum = Infinity): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= maximum;

/** Events to acknowledge or to resolve need no payload. */
const ofTrigger = (call: HttpCall, isKept: (payload: Record<string, unknown>) => boolean): boolean => {
  const { event_action, payload } = bodyOf(call);
  return event_action !== 'trigger' || (payload !== undefined && isKept(payload));
};

export const PAGER_DUTY_RULES: readonly PublishedRule<HttpCall>[] = [
  {
    quote: 'Bad Request - Check that the JSON is valid.',
    link: OVERVIEW,
    isKept: (call) => Object.keys(bodyOf(call)).length > 0,
    breakIt: (call) => ({ ...call, body: call.body.slice(1) }),
  },
  {
    quote: 'routing_key Required. This is the 32 character Integration Key',
    link: ALERT,
    isKept: (call) => /^\w{32}$/.test(String(bodyOf(call).routing_key)),
    breakIt: (call) => changed(call, { routing_key: undefined }),
  },
  {
    quote: 'event_action Required. The type of event. Can be trigger, acknowledge or resolve.',
    link: ALERT,
    isKept: (call) => /^(trigger|acknowledge|resolve)$/.test(String(bodyOf(call).event_action)),
    breakIt: (call) => changed(call, { event_action: 'open' }),
  },
  {
    quote: 'dedup_key: The maximum permitted length of this property is 255 characters.',
    link: ALERT,
    isKept: (call) => isText(bodyOf(call).dedup_key, 255),
    breakIt: (call) => changed(call, { dedup_key: 'x'.repeat(256) }),
  },
  {
    quote: 'payload.summary Required. The maximum permitted length of this property is 1024 characters.',
    link: ALERT,
    isKept: (call) => ofTrigger(call, ({ summary }) => isText(summary, 1024)),
    breakIt: (call) => changedPayload(call, { summary: 'x'.repeat(1025) }),
  },
  {
    quote: 'payload.source Required. The unique location of the affected system',
    link: ALERT,
    isKept: (call) => ofTrigger(call, ({ source }) => isText(source)),
    breakIt: (call) => changedPayload(call, { source: '' }),
  },
  {
    quote: 'payload.severity Required. This can be critical, error, warning or info.',
    link: ALERT,
    isKept: (call) =>
      ofTrigger(call, ({ severity }) => /^(critical|error|warning|info)$/.test(String(severity))),
    breakIt: (call) => changedPayload(call, { severity: 'P1' }),
  },
  {
    quote: 'payload.timestamp: The time at which the emitting tool detected or generated the event.',
    link: ALERT,
    isKept: (call) => ofTrigger(call, ({ timestamp }) => !Number.isNaN(Date.parse(String(timestamp)))),
    breakIt: (call) => changedPayload(call, { timestamp: 'now' }),
  },
  {
    quote: 'payload.custom_details: Object',
    link: ALERT,
    isKept: (call) =>
      ofTrigger(call, ({ custom_details: details }) => typeof details === 'object' && details !== null),
    breakIt: (call) => changedPayload(call, { custom_details: 'evidence' }),
  },
  {
    quote: 'links: href Yes. URL of the link to be attached.',
    link: ALERT,
    isKept: (call) =>
      ((bodyOf(call).links ?? []) as { href: string }[]).every(({ href }) => URL.canParse(href)),
    breakIt: (call) => changed(call, { links: [{ text: 'Runbook' }] }),
  },
  {
    quote: 'Events API payloads are limited to 512 KB',
    link: OVERVIEW,
    isKept: ({ body }) => Buffer.byteLength(body) <= 512 * 1024,
    breakIt: (call) => changed(call, { images: 'x'.repeat(512 * 1024) }),
  },
];

/** "Events - 120/min/integration key": https://community.pagerduty.com/forum/t/monitoring-api-rate-limiting/3318 */
const EVENTS_A_MINUTE = 120;

/** PagerDuty's Events API v2: which alerts are open, and every rule that a call broke. */
export function pagerDutyReceiver(endpoint = 'https://events.pagerduty.com/v2/enqueue') {
  const open = new Map<string, string>();
  const broken: string[] = [];
  const taken: number[] = [];
  const receive: Receiver = (call) => {
    if (call.url !== endpoint || call.method !== 'POST') return 404;
    const since = call.at.getTime() - 60_000;
    if (taken.filter((at) => at > since).length >= EVENTS_A_MINUTE) return 429;
    const refused = brokenRules(PAGER_DUTY_RULES, call);
    broken.push(...refused.map(({ quote }) => quote));
    if (refused.length > 0) return 400;
    taken.push(call.at.getTime());
    const { event_action, dedup_key, payload } = bodyOf(call);
    if (event_action === 'trigger') open.set(String(dedup_key), String(payload?.summary));
    else open.delete(String(dedup_key));
    return 202;
  };
  return { receive, open, broken };
}
