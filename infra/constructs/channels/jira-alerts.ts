import { SecretValue } from 'aws-cdk-lib';
import {
  ApiDestination,
  Authorization,
  Connection,
  EventField,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { ChannelsConfig } from '../../config/channels.ts';
import { Pager, type PagerProps, pagerKey } from './pager.ts';

const ALERTS = 'https://api.atlassian.com/jsm/ops/integration/v2/alerts';

/** Atlassian limits by plan and number of users, and publishes no number for this API. */
const CALLS_A_SECOND = 1;

export interface JiraAlertsProps extends PagerProps {
  readonly integration: NonNullable<ChannelsConfig['jiraServiceManagement']>;
}

/** Integration events: https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events */
export class JiraAlerts extends Pager {
  constructor(scope: Construct, id: string, { integration, ...props }: JiraAlertsProps) {
    super(scope, id);
    const key = pagerKey(integration);
    const connection = new Connection(this, 'Connection', {
      description: 'The API key of Jira Service Management',
      authorization: Authorization.apiKey(
        'Authorization',
        // CloudFormation puts the key into this text; the template has its name alone.
        SecretValue.unsafePlainText(`GenieKey ${key.unsafeUnwrap()}`),
      ),
    });
    const destination = (name: string, endpoint: string) =>
      new ApiDestination(this, name, { connection, endpoint, rateLimitPerSecond: CALLS_A_SECOND });
    this.tell(
      {
        trigger: {
          destination: destination('Alerts', ALERTS),
          body: RuleTargetInput.fromObject(alert(props)),
        },
        resolve: {
          destination: destination('Closings', `${ALERTS}/*/close`),
          body: RuleTargetInput.fromObject(CLOSING),
          pathParameterValues: ['$.detail.dedupKey'],
          queryStringParameters: { identifierType: 'alias' },
        },
      },
      props,
    );
  }
}

const SOURCE = 'haproxy-fleet-auditor';
const detail = (path: string): string => EventField.fromPath(`$.detail.${path}`);

// Each value is a line without quotes and backslashes (lambdas/domain/assess/finding-text.ts): EventBridge escapes nothing.
const alert = ({ dashboardUrl, runbookUrl }: PagerProps): object => ({
  message: detail('text.title'),
  alias: detail('dedupKey'),
  description: [
    `${detail('text.headline')}.`,
    `Evidence: ${detail('text.evidence')}.`,
    `What to do: ${detail('text.advice')}.`,
    `Dashboard: ${dashboardUrl}`,
    ...(runbookUrl === undefined ? [] : [`Runbook: ${runbookUrl}`]),
  ].join('\n'),
  entity: detail('text.host'),
  source: SOURCE,
  priority: 'P1',
  tags: ['haproxy', detail('fleet')],
});

const CLOSING = { source: SOURCE, note: detail('text.headline') };
