import type { HttpCall, Receiver } from './deliver.ts';
import { brokenRules, type PublishedRule } from './published-rule.ts';

const API =
  'https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events';
const FIELDS = 'https://docs.opsgenie.com/v1.0/docs/alerts-and-alert-fields';
const LIMITS = 'https://docs.opsgenie.com/docs/alert-api';
const ALIAS = 'https://jira.atlassian.com/browse/JSDCLOUD-14179';

const ALERTS = 'https://api.atlassian.com/jsm/ops/integration/v2/alerts';
const CLOSING = new RegExp(`^${ALERTS}/([^/?]{1,512})/close\\?identifierType=alias$`);

const bodyOf = ({ body }: HttpCall): Record<string, unknown> => {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
};
const changed = (call: HttpCall, changes: object): HttpCall => ({
  ...call,
  body: JSON.stringify({ ...bodyOf(call), ...changes }),
});
const isAtMost = (value: unknown, maximum: number): boolean =>
  value === undefined || (typeof value === 'string' && value.length <= maximum);

/** A rule about the length of a field. */
const atMost = (
  field: string,
  maximum: number,
  rule: Pick<PublishedRule<HttpCall>, 'quote' | 'link'>,
): PublishedRule<HttpCall> => ({
  ...rule,
  isKept: (call) => isAtMost(bodyOf(call)[field], maximum),
  breakIt: (call) => changed(call, { [field]: 'x'.repeat(maximum + 1) }),
});

/** Of both calls. */
const COMMON_RULES: readonly PublishedRule<HttpCall>[] = [
  {
    quote: 'Authorization string Required: GenieKey {apiKey}',
    link: API,
    isKept: ({ headers }) => /^GenieKey \S+$/.test(headers.Authorization ?? ''),
    breakIt: ({ headers, ...call }) => ({
      ...call,
      headers: { ...headers, Authorization: 'Bearer 0a1b' },
    }),
  },
  {
    quote: 'Content-Type: application/json',
    link: API,
    isKept: (call) => Object.keys(bodyOf(call)).length > 0,
    breakIt: (call) => ({ ...call, body: call.body.slice(1) }),
  },
  atMost('source', 100, { quote: 'source: Display name of the request source. 100 chars', link: LIMITS }),
];

export const JIRA_ALERT_RULES: readonly PublishedRule<HttpCall>[] = [
  ...COMMON_RULES,
  {
    quote: 'message: Required',
    link: API,
    isKept: (call) => typeof bodyOf(call).message === 'string' && bodyOf(call).message !== '',
    breakIt: (call) => changed(call, { message: undefined }),
  },
  atMost('message', 130, {
    quote: 'Message: This field is limited to at most 130 characters.',
    link: FIELDS,
  }),
  atMost('alias', 512, {
    quote: 'Alias: The user-defined identifier for the alert which is limited to at most 512 characters.',
    link: FIELDS,
  }),
  atMost('entity', 512, {
    quote:
      'Entity: ... such as name of the server or application which is limited to at most 512 characters.',
    link: FIELDS,
  }),
  atMost('description', 15_000, { quote: 'description: 15000 chars', link: LIMITS }),
  {
    quote:
      'At most 20 tags can be specified for a single alert where each tag is limited to at most 50 characters.',
    link: FIELDS,
    isKept: (call) => {
      const tags = (bodyOf(call).tags ?? []) as string[];
      return tags.length <= 20 && tags.every((tag) => isAtMost(tag, 50));
    },
    breakIt: (call) => changed(call, { tags: Array(21).fill('haproxy') }),
  },
  {
    quote: 'priority: Possible values are P1, P2, P3, P4 and P5.',
    link: LIMITS,
    isKept: (call) => /^P[1-5]$/.test(String(bodyOf(call).priority ?? 'P3')),
    breakIt: (call) => changed(call, { priority: 'critical' }),
  },
];

export const JIRA_CLOSING_RULES: readonly PublishedRule<HttpCall>[] = [
  ...COMMON_RULES,
  {
    quote: 'https://api.atlassian.com/jsm/ops/integration/v2/alerts/<alias>/close?identifierType=alias',
    link: ALIAS,
    isKept: ({ url }) => CLOSING.test(url),
    breakIt: (call) => ({ ...call, url: call.url.replace(/\?.*/, '') }),
  },
  atMost('note', 25_000, { quote: 'note: Additional alert note to add. 25000 chars', link: LIMITS }),
];

/** Jira Service Management's integration events: which alerts are open, by alias, and every rule that a call broke. */
export function jiraReceiver() {
  const open = new Map<string, string>();
  const broken: string[] = [];
  const receive: Receiver = (call) => {
    if (call.method !== 'POST' || !call.url.startsWith(ALERTS)) return 404;
    const isAlert = call.url === ALERTS;
    const refused = brokenRules(isAlert ? JIRA_ALERT_RULES : JIRA_CLOSING_RULES, call);
    broken.push(...refused.map(({ quote }) => quote));
    if (refused.length > 0) return 422;
    const { alias, message } = bodyOf(call);
    if (isAlert) open.set(String(alias), String(message));
    else open.delete(decodeURIComponent(CLOSING.exec(call.url)?.[1] ?? ''));
    return 202;
  };
  return { receive, open, broken };
}
