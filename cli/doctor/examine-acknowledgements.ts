import { acknowledgementId } from '../../lambdas/aws/acknowledgement-id.ts';
import { getAcknowledgements } from '../../lambdas/aws/s3-acknowledgements.ts';
import { getLatestAssessment } from '../../lambdas/aws/s3-assessments.ts';
import { acknowledge } from '../../lambdas/domain/assess/acknowledge.ts';
import { acknowledgementsAt } from '../../lambdas/domain/assess/archived-acknowledgements.ts';
import { counted } from '../../lambdas/domain/format.ts';
import type { AcknowledgementState } from '../../lambdas/domain/records/acknowledgement.ts';
import { type ParseIssue, printJson } from '../../lambdas/domain/records/ndjson.ts';
import { issueText } from '../archive/archive-acknowledgements.ts';
import { commandLine } from '../text/invocation.ts';
import { type Diagnosis, lookingInBucket, type Patient } from './diagnosis.ts';

const CHECK = 'acknowledgements';
/** Objects that are named; of more only their number. */
const SHOWN = 10;

/** Can each acknowledgement be read, and does it name a host? */
export const examineAcknowledgements = (patient: Patient): Promise<Diagnosis[]> =>
  lookingInBucket(CHECK, 's3:ListBucket and s3:GetObject', patient, examined);

async function examined(patient: Patient & { bucket: string }): Promise<Diagnosis[]> {
  const { config, now } = patient;
  const { kept, issues } = await getAcknowledgements(patient);
  const latest = await getLatestAssessment(patient);
  const used = [
    ...config.acknowledgements.map((entry) => ({ ...entry, id: acknowledgementId(printJson(entry)) })),
    ...acknowledgementsAt(kept, { at: now }),
  ];
  const { states } = acknowledge(latest?.hosts ?? [], used, now);
  // Before the first scoring nobody knows the fleet's hosts.
  const unknown = latest === null ? [] : states.filter(({ state }) => state === 'unknown');
  const problems = [...issues.map(unreadable), ...unknown.map(unmatched)];
  const left = problems.length - SHOWN;
  if (problems.length === 0) {
    const inForce = states.filter(({ state }) => state !== 'expired').length;
    return [{ check: CHECK, state: 'ok', says: `${counted(inForce, 'acknowledgement')} in force` }];
  }
  return [
    ...problems.slice(0, SHOWN),
    ...(left > 0 ? [problem(`${left} more have such a problem`, 'correct those above first')] : []),
  ];
}

function unreadable(issue: ParseIssue): Diagnosis {
  const isWithdrawal = issue.file.endsWith('.withdrawn.json');
  return isWithdrawal
    ? problem(
        `${issueText(issue)}. It withdraws its acknowledgement all the same`,
        'delete this object if the acknowledgement is to hold again',
      )
    : problem(
        `${issueText(issue)}. It accepts nothing`,
        `delete this object, and accept the finding again: ${commandLine('acknowledge', 'add', '--help')}`,
      );
}

function unmatched({ id = '', target, source }: AcknowledgementState): Diagnosis {
  const fix =
    source === 'archive'
      ? `withdraw it (${commandLine('acknowledge', 'withdraw', id)}), and accept the finding under the host's present name`
      : 'correct its target in cdk.json or take it out, then deploy';
  return problem(`${id} names no host of the fleet: ${target}`, fix);
}

const problem = (says: string, fix: string): Diagnosis => ({ check: CHECK, state: 'problem', says, fix });
