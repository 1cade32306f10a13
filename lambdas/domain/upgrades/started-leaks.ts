import type { ReleaseVerification } from '../records/verification.ts';

/**
 * The changes of release that started a leak which still runs: on a host of the role that has the release and a finding.
 * @param findings hosts with an open finding
 */
export const startedLeaks = (
  verifications: readonly ReleaseVerification[],
  findings: readonly { role: string | null; release: string | null }[],
): ReleaseVerification[] =>
  verifications.filter(
    ({ verdict, role, to }) =>
      verdict === 'introduced' && findings.some((host) => host.role === role && host.release === to),
  );
