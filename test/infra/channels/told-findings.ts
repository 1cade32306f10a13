import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { StoredEvent } from '../../../infra/local/aws/eventbridge.ts';
import { emitFindings } from '../../../lambdas/aws/eventbridge-findings.ts';
import { changedFindings, openFinding } from '../../../lambdas/domain/assess/finding.ts';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import type { Urgency } from '../../../lambdas/domain/records/recommendation.ts';
import { HOUR, printInstant } from '../../../lambdas/domain/records/time.ts';
import type { Verdict } from '../../../lambdas/domain/records/verdict.ts';
import { whereabouts } from '../../../lambdas/domain/records/whereabouts.ts';
import { assessedHost } from '../../domain/a-leaking-host.ts';
import { assessment } from '../../report/assessed.ts';
import { startEndpoint } from '../local/aws/fleet.ts';

const FROM = Date.parse('2026-11-22T18:20:00Z');

/** How a host is judged at one scoring; one that is not named has left the fleet. */
export interface Look {
  hostId: string;
  name?: string | null;
  verdict?: Verdict;
  urgency?: Urgency;
}

const { recommendation } = assessedHost();

/** The events about findings of one scoring after another, three hours apart, as the default bus takes them. */
export async function toldFindings(scorings: readonly (readonly Look[])[]): Promise<readonly StoredEvent[]> {
  const { endpoint, config } = await startEndpoint();
  const eventbridge = new EventBridgeClient(config);
  let before: ReturnType<typeof assessment> | null = null;
  for (const [index, looks] of scorings.entries()) {
    const assessedAt = printInstant(FROM + index * 3 * HOUR);
    const previous = new Map(before?.hosts.map((host) => [host.hostId, host]));
    const hosts = looks.map(
      ({ hostId, name = hostId, verdict = 'leaking', urgency = 'now' }): AssessedHost => {
        const host = assessedHost({ hostId, name, verdict, recommendation: { ...recommendation, urgency } });
        const scorings = { before: before?.assessedAt ?? assessedAt, now: assessedAt };
        return { ...host, finding: openFinding(previous.get(hostId), host, scorings) };
      },
    );
    const after = assessment(hosts, { assessedAt });
    const context = { fleet: 'haproxy', assessedAt, whereabouts: whereabouts(hosts) };
    await emitFindings(eventbridge, changedFindings(before, after), context);
    before = after;
  }
  return endpoint.events();
}
