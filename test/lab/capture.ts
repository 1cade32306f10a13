import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_SECONDS, HOUR_SECONDS } from '../../lambdas/domain/records/time.ts';
import { repositoryRoot } from '../files.ts';

export const CAPTURES = ['v2.4.0', '2.6.12-deb', 'v2.8.0', 'v2.8.0-fixed', 'v2.9.0', '3.2.26-deb'] as const;
export type CaptureName = (typeof CAPTURES)[number];

/** What the runtime API answers, by command. Characters are bytes (latin1). */
export type Answers = Readonly<Record<string, string>>;

export interface Capture {
  readonly answers: Answers;
  /** haproxy.cfg; its stats socket is /run/haproxy/s.sock. */
  readonly configuration: string;
}

const FILES = {
  'show info': 'show-info.txt',
  'show sess': 'show-sess.txt',
  'show sess susp': 'show-sess-susp.txt',
  'show pools': 'show-pools.txt',
  'show stat': 'show-stat.csv',
} as const;

const MINUTE = 60;

/**
 * `10-healthy` has the load without the trigger; `30-after-020s` is 20 s after the last client of the trigger left, with
 * timeouts of 8 s: what is still there is stuck; in `40-healthy-gone` nothing else is left.
 */
export type CaptureStage = '10-healthy' | '30-after-020s' | '40-healthy-gone';

/** A recording of a real build; its process is a minute old. */
export function readCapture(name: CaptureName, stage: CaptureStage = '30-after-020s'): Capture {
  const present = Object.entries(FILES).filter(([, file]) => existsSync(captureFile(name, stage, file)));
  return {
    answers: Object.fromEntries(
      present.map(([command, file]) => [command, readCaptureFile(name, file, stage)]),
    ),
    configuration: readFileSync(join(captures, name, 'haproxy.cfg'), 'latin1'),
  };
}

export function readCaptureFile(
  name: CaptureName,
  file: string,
  stage: CaptureStage = '30-after-020s',
): string {
  return readFileSync(captureFile(name, stage, file), 'latin1');
}

const captures = join(repositoryRoot, 'test/fixtures/captures');
const captureFile = (...path: [CaptureName, CaptureStage, string]) => join(captures, ...path);

/**
 * The same answers as if process and streams had started so many seconds earlier. Ages beyond the process's own
 * are HAProxy's mistake (2.9.0) and stay.
 */
export function startedEarlier(answers: Answers, seconds: number): Answers {
  const uptime = uptimeOf(answers);
  const age = (text: string) => {
    const captured = parseAge(text);
    return captured > uptime + 10 ? text : formatAge(captured + seconds);
  };
  const shift = (text: string) =>
    text
      .replace(/\bage=([0-9dhms]+)/g, (_, captured: string) => `age=${age(captured)}`)
      .replace(/^Uptime: .*$/m, `Uptime: ${formatUptime(uptime + seconds)}`)
      .replace(/^Uptime_sec: \d+$/m, `Uptime_sec: ${uptime + seconds}`)
      .replace(
        /^Start_time_sec: (\d+)$/m,
        (_, start: string) => `Start_time_sec: ${Number(start) - seconds}`,
      );
  return Object.fromEntries(Object.entries(answers).map(([command, text]) => [command, shift(text)]));
}

/** The same answers as if they were given at this instant (seconds since 1970): only the start moves. */
export function givenAt(answers: Answers, nowSeconds: number): Answers {
  const info = answers['show info'] ?? '';
  const start = Math.floor(nowSeconds) - uptimeOf(answers);
  return { ...answers, 'show info': info.replace(/^Start_time_sec: \d+$/m, `Start_time_sec: ${start}`) };
}

/** Seconds of an age as HAProxy prints it: `25d22h`, `9m4s`. */
export function parseAge(text: string): number {
  const units: Record<string, number> = { d: DAY_SECONDS, h: HOUR_SECONDS, m: MINUTE, s: 1 };
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, n, unit = 's']) => sum + Number(n) * (units[unit] ?? 0),
    0,
  );
}

/** As HAProxy's human_time() does: at most two units, those of nought left out. */
export function formatAge(seconds: number): string {
  const parts = [
    [Math.floor(seconds / DAY_SECONDS), 'd'],
    [Math.floor((seconds % DAY_SECONDS) / HOUR_SECONDS), 'h'],
    [Math.floor((seconds % HOUR_SECONDS) / MINUTE), 'm'],
    [seconds % MINUTE, 's'],
  ] as const;
  const shown = parts.filter(([n]) => n > 0).slice(0, 2);
  return shown.map(([n, unit]) => `${n}${unit}`).join('') || '0s';
}

function uptimeOf(answers: Answers): number {
  return Number(/^Uptime_sec: (\d+)/m.exec(answers['show info'] ?? '')?.[1]);
}

function formatUptime(seconds: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const rest = seconds % DAY_SECONDS;
  return `${Math.floor(seconds / DAY_SECONDS)}d ${Math.floor(rest / HOUR_SECONDS)}h${two((rest % HOUR_SECONDS) / MINUTE)}m${two(rest % MINUTE)}s`;
}
