import {
  ApiDestination,
  Authorization,
  Connection,
  EventField,
  HttpParameter,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { ChannelsConfig } from '../../config/channels.ts';
import { Pager, type PagerProps, pagerKey } from './pager.ts';

const ENDPOINTS = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
} as const;

/** PagerDuty limits each integration by its load, and publishes no number; its support names 120 events a minute. */
const CALLS_A_SECOND = 2;

export interface PagerDutyProps extends PagerProps {
  readonly service: NonNullable<ChannelsConfig['pagerDuty']>;
}

/** Events API v2: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export class PagerDuty extends Pager {
  constructor(scope: Construct, id: string, { service, ...props }: PagerDutyProps) {
    super(scope, id);
    const key = pagerKey(service);
    const connection = new Connection(this, 'Connection', {
      description: 'The routing key of PagerDuty',
      // A connection must have a header; the API reads the key in the body.
      authorization: Authorization.apiKey('X-Routing-Key', key),
      bodyParameters: { routing_key: HttpParameter.fromSecret(key) },
    });
    const destination = new ApiDestination(this, 'Destination', {
      connection,
      endpoint: ENDPOINTS[service.region],
      rateLimitPerSecond: CALLS_A_SECOND,
    });
    this.tell(
      {
        trigger: { destination, body: RuleTargetInput.fromObject(trigger(props)) },
        resolve: { destination, body: RuleTargetInput.fromObject(RESOLVE) },
      },
      props,
    );
  }
}

const detail = (path: string): string => EventField.fromPath(`$.detail.${path}`);

// Each value is a line without quotes and backslashes (lambdas/domain/assess/finding-text.ts): EventBridge escapes nothing.
const trigger = ({ dashboardUrl, runbookUrl }: PagerProps): object => ({
  event_action: 'trigger',
  dedup_key: detail('dedupKey'),
  payload: {
    summary: detail('text.title'),
    source: detail('text.host'),
    severity: 'critical',
    timestamp: detail('assessedAt'),
    component: 'haproxy',
    group: detail('fleet'),
    class: 'leak',
    custom_details: {
      host: detail('text.headline'),
      evidence: detail('text.evidence'),
      'what to do': detail('text.advice'),
    },
  },
  links: [
    { href: dashboardUrl, text: 'Dashboard' },
    ...(runbookUrl === undefined ? [] : [{ href: runbookUrl, text: 'Runbook' }]),
  ],
  client: 'haproxy-fleet-auditor',
  client_url: dashboardUrl,
});

const RESOLVE = { event_action: 'resolve', dedup_key: detail('dedupKey') };
