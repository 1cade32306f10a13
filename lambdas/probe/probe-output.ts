import { parseJson } from '../domain/records/ndjson.ts';
import type { ProbeReport } from '../domain/records/sample.ts';
import { ProbeLine, readProbeLine } from './probe-line.ts';

/** Most bytes of a probe's line: SSM keeps 2,499 of a host's output. */
export const MAXIMUM_LINE_BYTES = 2_400;

/** A probe that answers more than this much away from the time at which it was asked has a wrong clock. */
export const MAXIMUM_SKEW_SECONDS = 60;

export type ProbeOutput = { reading: ProbeReport } | { malformed: string };

/**
 * Reads what a host printed. Nothing in it is believed but its figures: who the host is comes from EC2 and SSM.
 *
 * @param stdout all that the host printed, as SSM gives it
 * @param asked the instants between which the host was asked and had answered
 * @returns the reading, or a short code that says what is wrong: `NoOutput`, `NoJsonLine`, `CutLine`, `SeveralLines`,
 *   `LongLine`, `NotJson`, or `WrongShape` with the path of the first wrong value
 */
export function readProbeOutput(stdout: string, asked: { from: Date; to: Date }): ProbeOutput {
  if (stdout.trim() === '') return { malformed: 'NoOutput' };
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"v":'));
  const [line] = lines;
  if (line === undefined) return { malformed: 'NoJsonLine' };
  if (lines.length > 1) return { malformed: 'SeveralLines' };
  if (!line.endsWith('"end":1}')) return { malformed: 'CutLine' };
  if (line.length > MAXIMUM_LINE_BYTES) return { malformed: 'LongLine' };
  const parsed = ProbeLine.safeParse(parseJson(line));
  if (!parsed.success) return { malformed: wrongShape(parsed.error.issues[0]?.path ?? []) };
  return { reading: withSkew(readProbeLine(parsed.data), asked) };
}

/** The path is made of the schema's own keys and of positions, so it holds nothing of the host's text. */
function wrongShape(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'NotJson' : `WrongShape ${path.join('.')}`;
}

/** The reading, with the reader's own note where the host's clock is wrong. */
function withSkew(reading: ProbeReport, asked: { from: Date; to: Date }): ProbeReport {
  const takenAt = Date.parse(reading.takenAt);
  const skewed =
    takenAt < asked.from.getTime() - MAXIMUM_SKEW_SECONDS * 1000 ||
    takenAt > asked.to.getTime() + MAXIMUM_SKEW_SECONDS * 1000;
  return skewed ? { ...reading, notes: [...reading.notes, 'clock-skew'] } : reading;
}
