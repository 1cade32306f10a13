import { counted, instantPhrase } from '../../lambdas/domain/format.ts';
import { type Place, placeFolder } from '../../lambdas/domain/records/archive.ts';
import type { ImportedDay } from '../import/import-state.ts';
import type { ImportSummary } from '../import/import-summary.ts';
import { hint } from './invocation.ts';
import { coverageLines } from './samples.ts';
import { listed, visible, wrap } from './terminal.ts';

/** What was put into a deployed archive. */
export interface Upload {
  readonly bucket: string;
  readonly place: Place;
  readonly objects: number;
}

/** Names that a sentence has room for. */
const NAMES = 5;

/** Progress, a line a day. */
export const dayLine = ({ date, hosts, samples }: ImportedDay): string =>
  `${date}: ${counted(samples, 'sample')} of ${counted(hosts.length, 'host')}`;

/** What was imported, which readings are known, what is assumed and what looks wrong; for a terminal. */
export function renderImport(
  imported: ImportSummary,
  { id, out, upload, columns }: { id: string; out: string; upload: Upload | null; columns: number },
): string {
  const { hosts, samples, from, to, coverage } = imported;
  const summary = `${counted(samples, 'sample')} of ${counted(hosts.length, 'host')}, ${instantPhrase(from)} to ${instantPhrase(to)}, in ${out}.`;
  return `${[
    ...wrap(visible(summary), columns),
    '',
    ...coverageLines(coverage, columns),
    '',
    ...remarks(imported).flatMap((text) => wrap(visible(text), columns)),
    ...(upload === null ? [] : ['', ...uploadLines(upload, id, columns)]),
    '',
    hint('Score them', 'score', out),
  ].join('\n')}\n`;
}

/** What the next scorings do with it, and how to take it back. */
function uploadLines({ bucket, place, objects }: Upload, id: string, columns: number): string[] {
  const folder = (kind: string) => `s3://${bucket}/${kind}/${placeFolder(place)}`;
  const said = `${counted(objects, 'object')} were put into the archive beside those of the probe, whose word counts. The next scorings make bins of them, 14 days each. To undo the import, delete its objects, and the bins, which are made again from the samples that are left:`;
  return [
    ...wrap(visible(said), columns),
    `  aws s3 rm ${folder('samples')} --recursive --exclude '*' --include '*.import-${id}.ndjson.gz'`,
    `  aws s3 rm ${folder('bins')} --recursive`,
  ];
}

/** What is assumed, and what looks like a mistake in how series were joined; a sentence each. */
function remarks(imported: ImportSummary): string[] {
  const { hosts, areLimitsAssumed, emptyDays, hostsWithoutKernel, withoutHost, warnings } = imported;
  return [
    ...(areLimitsAssumed
      ? [
          "The limits of TCP memory are assumed: the exporters don't have them, so they are the kernel's default for each host's memory. Where tcp_mem is set by hand, the time until pressure is wrong.",
        ]
      : []),
    ...(hostsWithoutKernel.length > 0
      ? [
          `Of ${counted(hostsWithoutKernel.length, 'host')} of ${hosts.length} there is no series of node_exporter under the same name (${listed(hostsWithoutKernel, NAMES)}). If the hosts have it, give a label that names a host in both exporters with --join, or the names with --host-map.`,
        ]
      : []),
    ...(emptyDays.length > 0
      ? [`No host was heard on ${counted(emptyDays.length, 'day')}: ${listed(emptyDays, NAMES)}.`]
      : []),
    ...(withoutHost > 0
      ? [
          `${counted(withoutHost, 'series', 'series')} of which no label names a host, or one that the host map does not have, were left out.`,
        ]
      : []),
    ...warnings.map((warning) => `The server warned: ${warning}`),
  ];
}

/** Why there is nothing to score, and what to try. */
export const nothingFound = (isNamed: boolean): string =>
  isNamed
    ? 'the server has no series of the exporters with these labels in this time: give labels that all of the exporters share'
    : "the server has no series of HAProxy's exporter, of haproxy_exporter or of process-exporter in this time. If the hosts have node_exporter alone, say which they are, as in --match '{role=\"lb\"}'";

/** The same for programs. */
export const importJson = (
  imported: ImportSummary,
  { id, out, upload }: { id: string; out: string; upload: Upload | null },
): object => {
  const { coverage, ...figures } = imported;
  return {
    ...{ import: id, out, upload, ...figures },
    readings: coverage.map(({ reading, share }) => ({ reading: reading.name, share })),
  };
};
