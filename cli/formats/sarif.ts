import { counted } from '../../lambdas/domain/format.ts';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { FindingKind } from '../../lambdas/domain/records/open-finding.ts';
import { isJudged } from '../../lambdas/domain/records/verdict.ts';
import { VERDICT_MEANINGS } from '../../lambdas/domain/scoring/verdict-words.ts';
import { distinctIds } from '../../lambdas/report/reported-hosts.ts';
import { proseOf, shownFinding } from './shown-finding.ts';

/** GitHub refuses a run with more: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit */
const MAXIMUM_RESULTS = 25_000;

const LEVELS: Readonly<Record<FindingKind, 'error' | 'warning'>> = { leaking: 'error', suspected: 'warning' };
const RULES = (['leaking', 'suspected'] as const).map((id) => ({
  id,
  name: id === 'leaking' ? 'HostLeaks' : 'HostMayLeak',
  shortDescription: { text: id === 'leaking' ? 'HAProxy leaks on a host' : 'HAProxy may leak on a host' },
  fullDescription: { text: `The verdict ${id}: ${VERDICT_MEANINGS[id]}.` },
  help: { text: 'auditor explain HOST --from PATH shows every piece of evidence and what it weighs.' },
  defaultConfiguration: { level: LEVELS[id] },
  properties: { tags: ['reliability'], precision: id === 'leaking' ? 'very-high' : 'medium' },
}));

/**
 * Findings as SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/: one result a host that leaks or may, with the
 * highest score first. A finding that somebody has accepted is a suppressed one.
 * @param version of the auditor
 */
export function sarif({ assessedAt, hosts, fleet }: Assessment, version: string): object {
  // With account and region only where need be: a result that is known by its id stays the same.
  const idOf = distinctIds(hosts);
  const results = hosts.flatMap((host) => resultOf(host, idOf(host)) ?? []);
  const unjudged = hosts.filter((host) => !isJudged(host)).length;
  const left = results.length - MAXIMUM_RESULTS;
  const notes = [
    ...(unjudged > 0 ? [`${counted(unjudged, 'host has', 'hosts have')} too little data to judge.`] : []),
    ...(fleet.unreachable > 0 ? [`${counted(fleet.unreachable, 'host')} did not answer.`] : []),
    ...(left > 0
      ? [`${counted(left, 'finding')} with a lower score ${left === 1 ? 'is' : 'are'} left out.`]
      : []),
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'haproxy-fleet-auditor', semanticVersion: version, rules: RULES } },
        automationDetails: { id: 'haproxy-fleet-auditor/' },
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: assessedAt,
            toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text } })),
          },
        ],
        results: results.slice(0, MAXIMUM_RESULTS),
      },
    ],
  };
}

function resultOf(host: AssessedHost, id: string): object | null {
  const shown = shownFinding(host);
  if (shown === null) return null;
  const { verdict, text } = shown;
  const { hostId, accountId, region, cohort, score, leakProbability, version, acknowledgement } = host;
  return {
    ruleId: verdict,
    ruleIndex: RULES.findIndex(({ id }) => id === verdict),
    level: LEVELS[verdict],
    message: { text: proseOf(text) },
    locations: [
      {
        // No file of a repository; GitHub shows nothing without one.
        physicalLocation: {
          artifactLocation: { uri: `hosts/${encodeURIComponent(text.host)}` },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name: text.host, fullyQualifiedName: id, kind: 'resource' }],
      },
    ],
    // The same finding has the same, from one run to the next.
    partialFingerprints: { primaryLocationLineHash: `${id}/${verdict}` },
    ...(acknowledgement && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: acknowledgement.reason }],
    }),
    properties: { hostId, accountId, region, cohort, version, score, leakProbability },
  };
}
