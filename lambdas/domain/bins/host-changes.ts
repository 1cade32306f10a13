import type { HostEvent } from '../records/bin.ts';
import { isRunning, type Process } from '../records/sample.ts';
import type { HostState } from './host-state.ts';
import { isSameWorker, startMovedSeconds } from './process-identity.ts';

/** A start that moves by less is the clock's own correction; over a minute of skew is a note, too. */
const CLOCK_STEP_SECONDS = 60;

export interface HostChange {
  events: HostEvent[];
  /** Whether readings of before and after belong to different segments. */
  breaks: boolean;
}

/**
 * What happened to a host between two runs.
 *
 * - reboot: the kernel started. Its workers are new with it, which is no restart of theirs.
 * - restart: a worker was replaced by one of the same release, and no old one drains.
 * - reload: a worker was told to stop and drains while another runs. One whose old worker drained within the time
 *   between two runs can't be told from a restart: its memory is free again all the same.
 * - upgrade: the main worker was replaced by one of another release, newer or older, by whichever of these ways.
 * - config-change, limits-change: the main worker's configuration file, or tcp_mem.
 * - clock-step: the start time of a worker moved while the worker lived on. It breaks nothing.
 *
 * @param after the state after the later run
 * @param isRebooted whether the host was rebooted between them
 * @param workers all that the later run saw, running or not
 */
export function changeBetween(
  before: HostState,
  after: HostState,
  { isRebooted, workers }: { isRebooted: boolean; workers: readonly Process[] },
): HostChange {
  const lives = (earlier: Process, later: Process) =>
    !isRebooted && isSameWorker({ worker: earlier, at: before.workersAt }, { worker: later, at: after.at });
  if (!isRebooted && isUnchanged(before, after, workers)) return UNCHANGED;
  const livesOn = (earlier: Process, asStopping: boolean) =>
    workers.some((later) => (later.state === 'stopping') === asStopping && lives(earlier, later));

  const running = workers.filter(isRunning);
  const goneWorkers = before.running.filter((earlier) => isOne(earlier) && !livesOn(earlier, false));
  const newWorkers = running.filter(
    (later) => isOne(later) && !before.workers.some((earlier) => lives(earlier, later)),
  );
  const isReplaced = newWorkers.length > 0 && goneWorkers.length > 0;
  const drains = (workersBefore: readonly Process[]) =>
    workersBefore.some((earlier) => livesOn(earlier, true));
  const isReload = running.length > 0 && (drains(before.running) || (isReplaced && drains(before.workers)));

  const [mainBefore, mainAfter] = running.length > 0 ? [before.main, after.main] : [null, null];
  const isMainReplaced = newWorkers.length > 0 && mainBefore !== null && goneWorkers.includes(mainBefore);
  const isUpgrade = isMainReplaced && differs(mainBefore.version, mainAfter?.version);
  const isConfigChange =
    mainBefore !== null &&
    mainAfter !== null &&
    (isMainReplaced || lives(mainBefore, mainAfter)) &&
    differs(mainBefore.config?.hash, mainAfter.config?.hash);
  const isLimitsChange = differs(before.limits, after.limits);
  const isClockStep = before.workers.some((earlier) =>
    workers.some(
      (later) => lives(earlier, later) && (startMovedSeconds(earlier, later) ?? 0) > CLOCK_STEP_SECONDS,
    ),
  );

  const occurrences: [HostEvent, boolean][] = [
    ['reboot', isRebooted],
    ['restart', isReplaced && !isRebooted && !isReload && !isUpgrade],
    ['reload', isReload],
    ['upgrade', isUpgrade],
    ['config-change', isConfigChange],
    ['limits-change', isLimitsChange],
    ['clock-step', isClockStep],
  ];
  return {
    events: occurrences.filter(([, hasHappened]) => hasHappened).map(([event]) => event),
    breaks:
      isRebooted ||
      newWorkers.length > 0 ||
      (goneWorkers.length > 0 && before.workersAt === before.at) ||
      isConfigChange ||
      isLimitsChange,
  };
}

const UNCHANGED: HostChange = { events: [], breaks: false };

/** Whether one worker runs on as it was, which nearly every run sees: then nothing else needs to be asked. */
function isUnchanged(before: HostState, after: HostState, workers: readonly Process[]): boolean {
  const [[earlier], [later]] = [before.workers, workers];
  if (earlier === undefined || later === undefined || before.workers.length + workers.length > 2)
    return false;
  return (
    earlier.state === later.state &&
    isSameWorker({ worker: earlier, at: before.workersAt }, { worker: later, at: after.at }) &&
    (startMovedSeconds(earlier, later) ?? 0) <= CLOCK_STEP_SECONDS &&
    !differs(earlier.config?.hash, after.workers[0]?.config?.hash) &&
    !differs(before.limits, after.limits)
  );
}

const differs = (a: string | null | undefined, b: string | null | undefined): boolean =>
  Boolean(a) && Boolean(b) && a !== b;

/**
 * One worker, and not the sum of those that did not fit the probe's line. Which ones do may change from run to run;
 * workers of one master start together, and so each is found again in the sum.
 */
const isOne = ({ count }: Process): boolean => count === 1;
