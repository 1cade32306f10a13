import { DAY } from '../lambdas/domain/records/time.ts';
import { probeScript } from '../lambdas/probe/probe-document.ts';

/** The agent keeps what each command left behind for two weeks (Ssm.RunCommandLogsRetentionDurationHours: 336). */
export const KEPT_DAYS = 14;

const BLOCK_BYTES = 4096;
/** The script as a file; what it printed, and what it wrote to stderr. */
const FILES = 3;
/** Of the command, of its plug-in and of its step. */
const FOLDERS = 3;

/** What audits leave on each host below the agent's orchestration folder, once the oldest of it is cleared away. */
export interface Leftovers {
  /** One for each audit. */
  copies: number;
  /** On a file system of 4 KiB blocks. */
  bytes: number;
  inodes: number;
}

/** `days × audits a day × (the script, and five blocks for two small files and three folders)`. */
export function agentLeftovers(schedulePeriodMinutes: number, script = probeScript()): Leftovers {
  const copies = (KEPT_DAYS * DAY) / (schedulePeriodMinutes * 60_000);
  const blocks = Math.ceil(Buffer.byteLength(script) / BLOCK_BYTES) + (FILES - 1) + FOLDERS;
  return { copies, bytes: copies * blocks * BLOCK_BYTES, inodes: copies * (FILES + FOLDERS) };
}

/** What to set on a host, so that nothing of it stays. */
export const CLEAN_UP =
  'in /etc/amazon/ssm/amazon-ssm-agent.json of each host set "Ssm": {"OrchestrationDirectoryCleanup": "clean-success"}, and restart the agent';
