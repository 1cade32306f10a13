import { readCapture, startedEarlier } from '../lab/capture.ts';
import { makeHost } from '../lab/made-host.ts';
import { openProcView } from '../lab/proc-view.ts';
import { probe } from '../lab/run-probe.ts';
import { type Fault, startStandIn } from '../lab/stand-in.ts';

/** How long one probe took where HAProxy answered badly. */
export interface ProbedFault {
  readonly what: string;
  readonly seconds: number;
  readonly notes: readonly string[];
}

const FAULTS: readonly Required<Fault>[] = [
  { how: 'hangs', on: 'show info' },
  { how: 'hangs', on: 'show sess' },
  { how: 'slow', on: 'show info' },
  { how: 'slow', on: 'show sess' },
  { how: 'endless', on: 'show info' },
  { how: 'endless', on: 'show sess' },
  { how: 'cut', on: 'show sess' },
  { how: 'mute', on: 'show info' },
  { how: 'mute', on: 'show sess' },
];
/** More than the probe has time for. */
const HANGING_WORKERS = 40;

/** One probe of each fault after the other, and one of a host full of workers that do not answer. Needs Python 3. */
export async function probedFaults(): Promise<ProbedFault[]> {
  const probed: ProbedFault[] = [];
  for (const fault of FAULTS) probed.push(await ofFault(fault));
  probed.push(await ofHangingWorkers());
  return probed;
}

async function ofFault(fault: Required<Fault>): Promise<ProbedFault> {
  const { answers } = readCapture('v2.8.0');
  const standIn = await startStandIn({
    answers: startedEarlier(answers, 86_400),
    sockets: [{ path: 'a.sock', faults: [fault] }],
  });
  const view = openProcView([standIn.pid]);
  try {
    return await timed(`\`${fault.on}\`: ${fault.how}`, view.path);
  } finally {
    view.close();
    await standIn.stop();
  }
}

async function ofHangingWorkers(): Promise<ProbedFault> {
  const host = await makeHost(
    Array.from({ length: HANGING_WORKERS }, (_, index) => ({
      ...{ pid: 500 + index, startedSecondsAgo: 90_000, sockets: 3, deadSockets: 2, running: true },
      ...{ config: index, program: '/opt/haproxy', answers: {} },
    })),
  );
  try {
    return await timed(`${HANGING_WORKERS} workers that hang`, host.procfs);
  } finally {
    host.stop();
  }
}

async function timed(what: string, procfs: string): Promise<ProbedFault> {
  const startedAt = performance.now();
  const { notes } = await probe(['--procfs', procfs]);
  return { what, seconds: (performance.now() - startedAt) / 1_000, notes };
}
