import { DescribeDocumentCommand, InvalidDocument } from '@aws-sdk/client-ssm';
import { getTrial } from '../../lambdas/aws/s3-trials.ts';
import { type Diagnosis, hosts, looking, type Patient, some } from './diagnosis.ts';

/** Are the probe's documents there, are they this version's, and did the new one stand its trial? */
export const examineDocument = async (patient: Patient): Promise<Diagnosis[]> => {
  const { documentName, previousDocumentName } = patient;
  if (previousDocumentName === undefined) return isThere(patient, documentName);
  return [
    ...(await isThere(patient, documentName)),
    ...(await isThere(patient, previousDocumentName)),
    ...(await trial(patient)),
  ];
};

/** Their names carry the hash of what they run. */
const isThere = ({ ssm }: Patient, name: string): Promise<Diagnosis[]> =>
  looking('probe document', 'ssm:DescribeDocument', async () => {
    try {
      await ssm.send(new DescribeDocumentCommand({ Name: name }));
      return [{ check: 'probe document', state: 'ok', says: `${name} is there` }];
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      return [
        {
          check: 'probe document',
          state: 'problem',
          says: `no document ${name}`,
          fix: 'deploy the stack, from this version of the sources; or name the stack with --stack',
        },
      ];
    }
  });

const trial = (patient: Patient): Promise<Diagnosis[]> =>
  looking('probe trial', 's3:GetObject', async () => {
    const { bucket, s3, documentName, previousDocumentName } = patient;
    // The archive's own diagnosis says what to do about it.
    if (bucket === null) return [];
    const found = await getTrial(s3, bucket, patient, documentName).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NoSuchBucket') return null;
      throw error;
    });
    const check = 'probe trial';
    if (found === null) {
      return [{ check, state: 'ok', says: `${documentName} is tried on one host a role by the next audit` }];
    }
    const failed = found.hosts.filter(
      ({ problem, previousProblem }) => problem !== null && previousProblem === null,
    );
    if (found.verdict === 'accepted') {
      const sound = hosts(found.hosts.length - failed.length);
      return [{ check, state: 'ok', says: `accepted after it ran on ${sound} at ${found.runAt}` }];
    }
    const names = some(failed.map(({ hostId, problem }) => `${hostId} (${problem})`));
    return [
      {
        check,
        state: 'problem',
        says: `refused at ${found.runAt}; hosts go on with ${previousDocumentName}. It failed on ${names}`,
        fix: 'docs/runbook.md, "A new probe is refused"',
      },
    ];
  });
