import { durationPhrase } from '../format.ts';
import { DAY_SECONDS, HOUR_SECONDS, WINDOW_DAYS } from '../records/time.ts';

// Every wording of a host that gave no usable answer, side by side.

interface Silence {
  outcome: 'unreachable' | 'malformed';
  /** SSM's status, `NotManaged`, or what is wrong with the output. */
  reason: string;
}

export interface SilenceWords {
  /** What the reason means. */
  meaning: string;
  /** What to do: the first step of the runbook. */
  fix: string;
}

const UNREACHABLE: Readonly<Record<string, SilenceWords>> = {
  NotManaged: {
    meaning: 'SSM does not know the host: no agent, no network to SSM, or no instance role',
    fix: "check the agent's service, the way to SSM's endpoints and the role's policy AmazonSSMManagedInstanceCore",
  },
  DeliveryTimedOut: {
    meaning: 'the SSM agent took no command in time: stopped, hung or busy',
    fix: 'run systemctl status amazon-ssm-agent on the host, and restart the agent',
  },
  ExecutionTimedOut: {
    meaning: 'the probe did not end within 30 seconds',
    fix: 'look for a host without free CPU, or for a file system that hangs',
  },
  Failed: {
    meaning: 'the probe could not start',
    fix: 'look for noexec on /var, a full disk or a missing /bin/sh',
  },
  AccessDenied: {
    meaning: 'the function may not send its document to this host',
    fix: "compare the host's tags with the fleet's tag, and the function's role with the stack's",
  },
  Undeliverable: {
    meaning: 'SSM has no such instance to deliver to',
    fix: "take the fleet's tag off it if it is no load balancer, or register it with SSM",
  },
  InvalidPlatform: {
    meaning: 'the host does not run Linux',
    fix: "take the fleet's tag off it",
  },
  InProgress: {
    meaning: 'the host took the command and did not answer in time',
    fix: 'look for a host without free CPU; then as for a stopped agent: systemctl status amazon-ssm-agent',
  },
  Delayed: {
    meaning: 'SSM tried to reach the host until the deadline',
    fix: 'run systemctl status amazon-ssm-agent on the host, and restart the agent',
  },
  Pending: {
    meaning: 'SSM had not sent the command there by the deadline',
    fix: 'set largestFleet higher, and fix the silent hosts that others wait for',
  },
  Cancelled: {
    meaning: 'somebody cancelled the command',
    fix: 'find out in CloudTrail who calls ssm:CancelCommand',
  },
  Terminated: {
    meaning: 'SSM gave the command up after errors on other hosts',
    fix: 'fix the hosts that failed first',
  },
};

const MALFORMED: Readonly<Record<string, SilenceWords>> = Object.fromEntries(
  Object.entries({
    NoOutput: 'the host printed nothing',
    NoJsonLine: "the host printed something other than the probe's line",
    CutLine: "the probe's line is cut off",
    SeveralLines: "the host printed several lines that look like the probe's",
    LongLine: "the probe's line is too long to be one",
    NotJson: "the probe's line is no JSON",
    WrongShape: "the probe's line has a value that can't be right",
  }).map(([reason, meaning]) => [
    reason,
    {
      meaning,
      fix: 'run the probe by hand as root (sh probe.sh --no-jitter), and remove what prints at each shell',
    },
  ]),
);

/** The reasons that have words; the runbook has them too. */
export const SILENCE_REASONS = { unreachable: Object.keys(UNREACHABLE), malformed: Object.keys(MALFORMED) };

/** What a code means, and what to do; a code of SSM that is new is told as it is. */
export function silenceWords({ outcome, reason }: Silence): SilenceWords {
  // A wrong shape has its place in the line behind it.
  const [code = ''] = reason.split(' ');
  const known = (outcome === 'unreachable' ? UNREACHABLE : MALFORMED)[code];
  return (
    known ?? {
      meaning: outcome === 'unreachable' ? `SSM reports ${reason}` : `the output can't be read: ${reason}`,
      fix: 'look the code up in the documentation of SSM Run Command, then test the host with it',
    }
  );
}

/** `SSM does not know the host: no agent, … (NotManaged)`. */
export const silenceText = (silence: Silence): string =>
  `${silenceWords(silence).meaning} (${silence.reason})`;

/**
 * `no answer for 3 days`, of a host that does not answer at an instant.
 * @param isGarbled whether it answers, but with nothing that can be read
 * @param answeredAt when it answered last; `null` where it did not in 28 days, `undefined` where nobody knows
 */
export function noAnswerPhrase(answeredAt: string | null | undefined, at: string, isGarbled = false): string {
  const lead = isGarbled ? 'no readable answer' : 'no answer';
  if (answeredAt === undefined) return lead;
  if (answeredAt === null) return `${lead} for ${WINDOW_DAYS} days or since it joined`;
  const seconds = Math.max(0, Date.parse(at) - Date.parse(answeredAt)) / 1000;
  const unit = seconds >= 2 * DAY_SECONDS ? DAY_SECONDS : HOUR_SECONDS;
  const rounded = Math.floor(seconds / unit) * unit;
  return rounded < HOUR_SECONDS ? `${lead} in the last run` : `${lead} for ${durationPhrase(rounded)}`;
}
