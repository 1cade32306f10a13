import { agentLeftovers, CLEAN_UP, KEPT_DAYS } from '../agent-leftovers.ts';
import type { Diagnosis, Examination, Patient } from './diagnosis.ts';
import { examineAcknowledgements } from './examine-acknowledgements.ts';
import { examineArchive } from './examine-archive.ts';
import { examineDocument } from './examine-document.ts';
import { examineHosts } from './examine-hosts.ts';
import { examineMail } from './examine-mail.ts';
import { examinePlaces } from './examine-places.ts';
import { examineRules } from './examine-rules.ts';
import { examineTopics } from './examine-topics.ts';

/** It can't be seen from outside of a host. */
const orchestration: Examination = async ({ config }) => {
  const { copies, bytes, inodes } = agentLeftovers(config.schedulePeriodMinutes);
  const megabytes = Math.round(bytes / 1e6);
  return [
    {
      check: 'agents: clean-up',
      state: 'unknown',
      says: `each audit leaves the probe and its output below /var/lib/amazon/ssm/…/document/orchestration: ${copies} copies in ${KEPT_DAYS} days, ${megabytes} MB and ${inodes} inodes a host`,
      fix: CLEAN_UP,
    },
  ];
};

const EXAMINATIONS: readonly Examination[] = [
  examineHosts,
  examineDocument,
  examineArchive,
  examinePlaces,
  examineAcknowledgements,
  examineMail,
  examineTopics,
  examineRules,
  orchestration,
];

/** Every examination, one after the other. */
export async function examine(patient: Patient): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const examination of EXAMINATIONS) diagnoses.push(...(await examination(patient)));
  return diagnoses;
}
