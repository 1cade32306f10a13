import type { AuditFleetEnv } from '../lambdas/audit-fleet/env.ts';
import { type AuditFleetClients, auditFleet } from '../lambdas/audit-fleet/handler.ts';
import { getRun } from '../lambdas/aws/s3-archive.ts';
import { WALL_CLOCK } from '../lambdas/aws/ssm-run.ts';
import type { Sample } from '../lambdas/domain/records/sample.ts';

/** One audit by the function that Lambda runs, and its samples as the archive has them. */
export async function auditNow(clients: AuditFleetClients, env: AuditFleetEnv): Promise<Sample[]> {
  // A run is named by the instant it is due, here the minute that has begun.
  const scheduledAt = `${new Date().toISOString().slice(0, 16)}:00Z`;
  const { runAt } = await auditFleet(clients, env, { scheduledAt }, WALL_CLOCK);
  const run = { runAt, accountId: env.ACCOUNT_ID, region: env.AWS_REGION, fleetName: env.FLEET_NAME };
  const archived = await getRun(clients.s3, env.ARCHIVE_BUCKET, run);
  return archived !== null && 'samples' in archived ? archived.samples : [];
}
