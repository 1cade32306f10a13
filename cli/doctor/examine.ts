import { checkArchive } from './check-archive.ts';
import { checkDocument } from './check-document.ts';
import { checkHosts } from './check-hosts.ts';
import { checkMail } from './check-mail.ts';
import type { Check, Diagnosis, Patient } from './diagnosis.ts';

/** The agent keeps what each command left behind for two weeks (RunCommandLogsRetentionDurationHours: 336). */
const KEPT_DAYS = 14;

/** It can't be seen from outside of a host. */
const orchestration: Check = async ({ config }) => {
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

const CHECKS: readonly Check[] = [checkHosts, checkDocument, checkArchive, checkMail, orchestration];

/** Every check, one after the other. */
export async function examine(patient: Patient): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const check of CHECKS) diagnoses.push(...(await check(patient)));
  return diagnoses;
}
