import { etagOf, type StoredObject } from '../../../infra/local/aws/s3-store.ts';
import { gzipParts } from '../../../lambdas/aws/gzip-parts.ts';
import { assessmentKey, latestAssessmentKey } from '../../../lambdas/domain/records/archive.ts';
import { BIN, printInstant, WEEK } from '../../../lambdas/domain/records/time.ts';
import { ASSESSED_AT } from '../scale/archived-objects.ts';
import { PLACE } from '../scale/run.ts';
import { storedGzip } from '../scale/timed-endpoint.ts';
import { type NumberedPlace, nameOf } from './places-archive.ts';
import { renamed } from './renamed-shards.ts';

type NamedObject = [key: string, object: StoredObject];

const NOW = ASSESSED_AT.getTime();

/**
 * The assessments of three hours and of a week before, of the hosts of these places.
 * @param text of an assessment now, of the first of them and others; each has the same hosts
 */
export async function earlierAssessments(
  text: string,
  places: readonly NumberedPlace[],
): Promise<NamedObject[]> {
  const before = await assessmentOf(text, places, NOW - BIN);
  return [await assessmentOf(text, places, NOW - WEEK), before, [latestAssessmentKey(PLACE), before[1]]];
}

/** The same of one instant, now without it. */
export async function assessmentOf(
  text: string,
  places: readonly NumberedPlace[],
  at = NOW,
): Promise<NamedObject> {
  const [first] = places as [NumberedPlace];
  const lines = text.trimEnd().split('\n');
  const hosts = lines
    .slice(1, -1)
    .filter((line) => line.includes(nameOf(first)))
    .map((line) => line.replace(/,$/, ''));
  function* parts() {
    yield `${lines[0]}\n`;
    for (const [index, place] of places.entries()) {
      const ofPlace = renamed(hosts.join(',\n'), first, place);
      yield `${ofPlace}${index === places.length - 1 ? '' : ','}\n`;
    }
    yield `${lines.at(-1)}\n`;
  }
  const body = await gzipParts(dated(parts(), printInstant(at)));
  const object = {
    ...storedGzip(new Date(at), {}),
    body,
    etag: etagOf(body),
    contentType: 'application/json',
  };
  return [assessmentKey({ ...PLACE, runAt: printInstant(at) }), object];
}

function* dated(parts: Iterable<string>, at: string): Generator<string> {
  for (const part of parts) yield part.replaceAll(printInstant(ASSESSED_AT), at);
}
