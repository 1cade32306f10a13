import type { Diagnosis, Examination, Patient } from './diagnosis.ts';
import { examineArchive } from './examine-archive.ts';
import { examineDocument } from './examine-document.ts';
import { examineHosts } from './examine-hosts.ts';
import { examineMail } from './examine-mail.ts';

/** The agent keeps what each command left behind for two weeks (RunCommandLogsRetentionDurationHours: 336). */
const KEPT_DAYS = 14;

/** It can't be seen from outside of a host. */
const orchestration: Examination = async ({ config }) => {
  const folders = ((24 * 60) / config.schedulePeriodMinutes) * KEPT_DAYS;
  return [
    {
      check: 'agents: clean-up',
      state: 'unknown',
      says: `each audit leaves a folder below /var/lib/amazon/ssm/…/document/orchestration, ${folders} in ${KEPT_DAYS} days`,
      fix: 'in /etc/amazon/ssm/amazon-ssm-agent.json of each host set Ssm.OrchestrationDirectoryCleanup to "clean-success", and restart the agent',
    },
  ];
};

const EXAMINATIONS: readonly Examination[] = [
  examineHosts,
  examineDocument,
  examineArchive,
  examineMail,
  orchestration,
];

/** Every examination, one after the other. */
export async function examine(patient: Patient): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const examination of EXAMINATIONS) diagnoses.push(...(await examination(patient)));
  return diagnoses;
}
