import { Bin } from './bin.ts';
import { type HostRef, hostKey } from './host-key.ts';
import { inPlace, placeOfFile } from './in-place.ts';
import { type ParseResult, parseLine, parseLines, printLines, type Settle } from './ndjson.ts';
import { Sample } from './sample.ts';
import { BIN, printInstant, startOfBin } from './time.ts';

/** Whose objects: those of one fleet in one account and region. */
export interface Place {
  accountId: string;
  region: string;
  /** Of one fleet among several. */
  fleetName?: string | undefined;
}

/** A run's scheduled instant is its identity: whole seconds, UTC. */
export interface Run extends Place {
  runAt: string;
}

/** Of a fleet with a name `fleet=edge/`, else nothing: below it lie its places in each of the archive's folders. */
export const fleetFolder = (fleetName: string | undefined): string =>
  fleetName === undefined ? '' : `fleet=${fleetName}/`;

/** `account=…/region=…/`, of a fleet with a name `fleet=edge/account=…/region=…/`: the place's folder in each of the archive's. */
export const placeFolder = ({ accountId, region, fleetName }: Place): string =>
  `${fleetFolder(fleetName)}account=${accountId}/region=${region}/`;

/** `samples/account=…/region=…/date=2026-11-22/1605.ndjson.gz`, by the run's scheduled instant in UTC. */
export const samplesKey = (run: Run): string =>
  objectKey('samples', run, ({ hour, minute }) => hour + minute);

/**
 * `samples/…/date=2026-11-22/1605.import-1a2b3c4d.ndjson.gz`: what an import knows of an instant lies beside the run's own
 * object, so that neither takes the other's place and an import can be deleted by its name.
 */
export const importedKey = (run: Run, importId: string): string =>
  samplesKey(run).replace(/\.ndjson\.gz$/, `.import-${importId}.ndjson.gz`);

/** The run whose samples lie under a key, by its instant; `null` for a key that no run has. */
export function sampledRunAt(key: string): string | null {
  const match = /\/date=(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(?:\.import-\w+)?\.ndjson\.gz$/.exec(key);
  const runAt = match && `${match[1]}T${match[2]}:${match[3]}:00Z`;
  const at = Date.parse(runAt ?? '');
  // Of 24:00 and of 30 February Date makes another instant, and no record takes them.
  return Number.isNaN(at) || printInstant(at) !== runAt ? null : runAt;
}

/** `bins/account=…/region=…/date=2026-11-22/15.ndjson.gz`: the bin that the run falls into, by the hour it begins. */
export const binsKey = (run: Run): string =>
  objectKey('bins', { ...run, runAt: startOfBin(run.runAt) }, ({ hour }) => hour);

/** `assessments/account=…/region=…/date=2026-11-22/15.json.gz`: by the start of the newest bin that had closed. */
export const assessmentKey = (run: Run): string => {
  const closed = printInstant(Date.parse(startOfBin(run.runAt)) - BIN);
  return objectKey('assessments', { ...run, runAt: closed }, ({ hour }) => hour, 'json');
};

/** `assessments/account=…/region=…/latest.json.gz`. */
export const latestAssessmentKey = (place: Place): string => `${assessmentsFolder(place)}latest.json.gz`;

/** Start of the newest bin that the assessment of a key rests on; `null` for `latest` and what is no such key. */
export function assessmentBin(key: string): string | null {
  const match = /\/date=(\d{4}-\d\d-\d\d)\/(\d\d)\.json\.gz$/.exec(key);
  return match && `${match[1]}T${match[2]}:00:00Z`;
}

/** `assessments/account=…/region=…/`: below it lie all assessments, `latest` included. */
export const assessmentsFolder = (place: Place): string => `assessments/${placeFolder(place)}`;

/** `samples/account=…/region=…/date=2026-11-22/`: the runs of a day. */
export const samplesFolder = (run: Run): string =>
  `samples/${placeFolder(run)}date=${run.runAt.slice(0, 10)}/`;

/** `reports/account=…/region=…/week=2026-W47/hosts.csv`. */
export const reportKey = (place: Place, week: string, file: string): string =>
  `reports/${placeFolder(place)}week=${week}/${file}`;

/** `places/account=…/region=…/latest.json.gz`: what a hub knows of the places of its fleet, in its own folder. */
export const watchedPlacesKey = (hub: Place): string => `places/${placeFolder(hub)}latest.json.gz`;

/** `trials/account=…/region=…/<name>.json.gz`: what a new document of the probe came to where it ran first. */
export const trialKey = (place: Place, documentName: string): string =>
  `trials/${placeFolder(place)}${documentName}.json.gz`;

/** `digests/account=…/region=…/date=2026-11-22/15/digest.txt`: what the scoring of the assessment's bin told people. */
export const digestKey = (run: Run, file: string): string => besideAssessment(run, 'digests', file);

/**
 * `shards/account=…/region=…/date=2026-11-22/15/<execution>/`: what the parts of one scoring hand over to its end. Of no
 * use afterwards.
 */
export const shardsFolder = (run: Run, execution: string): string =>
  besideAssessment(run, 'shards', `${execution}/`);

const besideAssessment = (run: Run, folder: string, name: string): string =>
  assessmentKey(run)
    .replace(/^assessments/, folder)
    .replace(/\.json\.gz$/, `/${name}`);

/** `acknowledgements/account=…/region=…/`: below it an object for each acknowledgement and each withdrawal. */
export const acknowledgementsFolder = (place: Place): string => `acknowledgements/${placeFolder(place)}`;

/** `acknowledgements/account=…/region=…/<id>.json`. */
export const acknowledgementKey = (place: Place, id: string): string =>
  `${acknowledgementsFolder(place)}${id}.json`;

/** `acknowledgements/account=…/region=…/<id>.withdrawn.json`. */
export const withdrawalKey = (place: Place, id: string): string =>
  `${acknowledgementsFolder(place)}${id}.withdrawn.json`;

/** `accounts/account=…/region=…/names.json.gz`: what the accounts of the fleet's places are called. */
export const accountNamesKey = (place: Place): string => `accounts/${placeFolder(place)}names.json.gz`;

/** `knowledge/<sha256>.json`: a document of what is known of HAProxy, by the hash of its bytes; of the whole bucket. */
export const knowledgeKey = (sha256: string): string => `knowledge/${sha256}.json`;

/** Names the newest document of `knowledge/`. */
export const LATEST_KNOWLEDGE_KEY = 'knowledge/latest.json';

/** One line a sample, ordered by host, so that the same samples are the same text. */
export const printSamples = (samples: readonly Sample[]): string =>
  printLines(samples, (sample) => `${hostKey(sample)} ${sample.runAt}`);

/** One line a bin, ordered by host and time, so that the same bins are the same text. */
export const printBins = (bins: readonly Bin[]): string =>
  printLines(bins, (bin) => `${hostKey(bin)} ${bin.binAt}`);

/**
 * Reads lines of samples; what can't be read, or contradicts the place that the file's name says, is named and takes
 * nothing else with it. Empty lines are passed over.
 * @param firstLine the number of the text's first line in the file
 */
export const parseSamples = (text: string, file: string, firstLine = 1): ParseResult<Sample> =>
  parseLines(Sample, text, file, firstLine, settleIn(file));

/** Adds one line of a file to samples and issues. */
export type SampleLineReader = (line: string, number: number, result: ParseResult<Sample>) => void;

/** Reads lines of a file one by one as {@link parseSamples} reads many. */
export function sampleLineReader(file: string): SampleLineReader {
  const settle = settleIn<Sample>(file);
  return (line, number, result) => parseLine(Sample, line, file, number, result, settle);
}

/** Reads lines of bins as {@link parseSamples} reads samples. */
export const parseBins = (text: string, file: string, firstLine = 1): ParseResult<Bin> =>
  parseLines(Bin, text, file, firstLine, settleIn(file));

/** Holds the records of a file to the place that its name says. */
export function settleIn<T extends HostRef>(file: string): Settle<T> | undefined {
  const place = placeOfFile(file);
  return place === null ? undefined : (record) => inPlace(record, place);
}

function objectKey(
  folder: string,
  run: Run,
  nameOf: (time: { hour: string; minute: string }) => string,
  ending = 'ndjson',
): string {
  const [date = '', time = ''] = run.runAt.split('T');
  const name = nameOf({ hour: time.slice(0, 2), minute: time.slice(3, 5) });
  return `${folder}/${placeFolder(run)}date=${date}/${name}.${ending}.gz`;
}
