import type { UsedKnowledge } from '../../lambdas/domain/records/knowledge-use.ts';
import type { Verdict } from '../../lambdas/domain/records/verdict.ts';
import type { VerificationVerdict } from '../../lambdas/domain/records/verification.ts';
import { type RiskBand, riskBand } from '../../lambdas/domain/scoring/risk-words.ts';
import { FAILED_UPGRADES } from '../../lambdas/domain/upgrades/verification-words.ts';
import { distinctNames, type LabelledHost, type LabelOf } from '../../lambdas/report/reported-hosts.ts';
import { colours, visible } from './terminal.ts';

/** A verdict in its colour: red where it leaks, yellow where it may. */
export function verdictText(verdict: Verdict): string {
  if (verdict === 'leaking') return colours.red(verdict);
  return verdict === 'suspected' ? colours.yellow(verdict) : verdict;
}

const RISK_COLOURS: Readonly<Record<RiskBand, (text: string) => string>> = {
  critical: (text) => colours.bold(colours.red(text)),
  high: colours.red,
  medium: colours.yellow,
  low: String,
  none: colours.dim,
};

/** Of a score, by the band of its risk. */
export const riskColour = (score: number): ((text: string) => string) => RISK_COLOURS[riskBand(score)];

/** Of a verdict on an upgrade. */
export function verificationColour(verdict: VerificationVerdict): (text: string) => string {
  if (verdict in FAILED_UPGRADES) return colours.red;
  return verdict === 'fixed' ? colours.green : String;
}

const SOURCES: Record<UsedKnowledge['source'], string> = {
  'built-in': 'the built-in knowledge',
  archive: "the archive's knowledge",
  file: 'the knowledge of a file',
};

/** `the built-in knowledge of 2026-11-22 (0a1b2c3d4e5f)`. */
export const knowledgeText = ({ sha256, checkedOn, source }: UsedKnowledge): string =>
  visible(`${SOURCES[source]} of ${checkedOn} (${sha256.slice(0, 12)})`);

/** How a host is called. */
export type NameOf = LabelOf;

/** Hosts by their names, or by their ids where a name is missing or another host has it too; with account and region where another has the id. */
export function namesOf(hosts: readonly LabelledHost[]): NameOf {
  const nameOf = distinctNames(hosts);
  return (host) => visible(nameOf(host));
}
