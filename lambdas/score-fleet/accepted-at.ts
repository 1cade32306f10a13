import { acknowledgementId } from '../aws/acknowledgement-id.ts';
import { getAcknowledgements } from '../aws/s3-acknowledgements.ts';
import type { Archive } from '../aws/s3-history.ts';
import { acknowledgementsAt } from '../domain/assess/archived-acknowledgements.ts';
import type { AssessmentInput } from '../domain/assess/assess-fleet.ts';
import type { UsedAcknowledgement } from '../domain/records/acknowledgement.ts';
import { printJson } from '../domain/records/ndjson.ts';
import type { ScoreFleetEnv } from './env.ts';

/** What people have accepted: as the stack is configured, then as the archive has it. */
export async function acceptedAt(
  archive: Archive,
  { ACKNOWLEDGEMENTS: configured }: ScoreFleetEnv,
  at: Date,
): Promise<Pick<AssessmentInput, 'acknowledgements' | 'acknowledgementIssues'>> {
  const { kept, issues } = await getAcknowledgements(archive);
  const acknowledgements = configured.map((entry): UsedAcknowledgement => {
    return { ...entry, id: acknowledgementId(printJson(entry)), source: 'configuration' };
  });
  return {
    acknowledgements: [...acknowledgements, ...acknowledgementsAt(kept, { at })],
    acknowledgementIssues: issues,
  };
}
