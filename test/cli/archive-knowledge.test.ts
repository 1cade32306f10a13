import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { assessmentKey, LATEST_KNOWLEDGE_KEY, samplesKey } from '../../lambdas/domain/records/archive.ts';
import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { UsedKnowledge } from '../../lambdas/domain/records/knowledge-use.ts';
import { deriveBins } from '../domain/all-bins.ts';
import {
  BUILT_IN,
  documentOf,
  EARLIER,
  knowledgeOf,
  LATER,
  LATER_RELEASE,
  storedDocument,
} from '../fresh-knowledge/documents.ts';
import { END, FLEET, LEAKING, removedArchives, textOf } from './archives.ts';
import { auditor } from './auditor.ts';

const archive = removedArchives();

const samples = FLEET.map((sample) =>
  sample.outcome === 'sampled'
    ? { ...sample, processes: sample.processes.map((process) => ({ ...process, version: '2.8.11' })) }
    : sample,
);
const [{ accountId = '', region = '' } = {}] = samples;
/** Twenty minutes after the newest bin closed, as Lambda scores. */
const SCORED_AT = END.replace('00:00Z', '20:00Z');
const later = documentOf(LATER);
const usedLater: UsedKnowledge = { sha256: later.sha256, checkedOn: LATER, source: 'archive' };

/** What Lambda archived with some knowledge. */
function archived(used: UsedKnowledge | undefined, knowledge = BUILT_IN.knowledge): Assessment {
  const at = new Date(SCORED_AT);
  const assessment = assessFleet(deriveBins(samples), { at, knowledge, before: null, ...(used && { used }) });
  return Assessment.parse(JSON.parse(JSON.stringify(assessment)));
}

/** A copy of a bucket. */
function bucketWith(assessment: Assessment | null, objects: Readonly<Record<string, string>> = {}): string {
  const key = assessmentKey({ runAt: SCORED_AT, accountId, region });
  return archive({
    'samples/all.ndjson': textOf(samples),
    ...(assessment && { [key]: gzipSync(JSON.stringify(assessment)) }),
    ...objects,
  });
}

async function scored(folder: string, ...options: string[]) {
  const { stdout, stderr, status } = await auditor([
    'score',
    folder,
    '--at',
    SCORED_AT,
    '--json',
    ...options,
  ]);
  return { assessment: stdout === '' ? null : Assessment.parse(JSON.parse(stdout)), stderr, status };
}

const recommended = (assessment: Assessment | null) =>
  assessment?.hosts.find(({ hostId }) => hostId === LEAKING)?.recommendation.to;

describe('a copy of the bucket', () => {
  it('gives the archived assessment again with the document that it names', async () => {
    const assessment = archived(usedLater, knowledgeOf(LATER));
    const folder = bucketWith(assessment, storedDocument(later));
    const again = await scored(folder);
    expect(again).toMatchObject({ stderr: '', assessment });
    expect(again.assessment).toEqual(assessment);
    expect(recommended(assessment)).toBe(LATER_RELEASE);
  });

  it('of one fleet among several gives the assessment of that fleet again', async () => {
    const assessment = archived(usedLater, knowledgeOf(LATER));
    const run = { runAt: SCORED_AT, accountId, region, fleetName: 'edge' };
    const folder = archive({
      [samplesKey(run)]: gzipSync(textOf(samples)),
      [assessmentKey(run)]: gzipSync(JSON.stringify(assessment)),
      ...storedDocument(later),
    });
    expect(await scored(folder)).toMatchObject({ stderr: '', assessment });
  });

  it('of two fleets says that it is assessed as one', async () => {
    const [first, ...others] = samples;
    const run = { runAt: SCORED_AT, accountId, region };
    const folder = archive({
      [samplesKey(run)]: gzipSync(textOf(first ? [first] : [])),
      [samplesKey({ ...run, fleetName: 'edge' })]: gzipSync(textOf(others)),
    });
    const { stderr } = await scored(folder);
    expect(stderr).toContain('remark: The archive has samples of 2 fleets (one without a name, edge).');
  });

  it('is scored with the built-in knowledge where the assessment names that, whatever was pushed since', async () => {
    const assessment = archived(BUILT_IN.used);
    const { assessment: again, stderr } = await scored(bucketWith(assessment, storedDocument(later)));
    expect(stderr).toBe('');
    expect(again).toEqual(assessment);
  });

  it('without the document is scored with what is built in, and that is said', async () => {
    const { assessment, stderr } = await scored(bucketWith(archived(usedLater, knowledgeOf(LATER))));
    expect(assessment?.knowledge).toEqual(BUILT_IN.used);
    expect(stderr).toContain(
      `remark: The assessment of the archive was made with the archive's knowledge of ${LATER} (${later.sha256.slice(0, 12)}), which can't be used here: the document is not in knowledge/`,
    );
    expect(stderr).toContain(`Used is the built-in knowledge of ${BUILT_IN.used.checkedOn}`);
    expect(stderr).toContain(
      `Copy knowledge/${later.sha256}.json from the bucket, or name it with --knowledge.`,
    );
  });

  it('without an assessment of that instant is scored as Lambda would score it', async () => {
    const earlier = documentOf(EARLIER);
    const { assessment, stderr } = await scored(bucketWith(null, storedDocument(earlier)));
    expect(assessment?.knowledge).toEqual(BUILT_IN.used);
    expect(stderr).toContain("remark: The archive's knowledge is not used: the document is ");
  });

  it.each([
    { what: 'an assessment that says nothing of it', assessment: archived(undefined) },
    { what: 'no assessment', assessment: null },
  ])('with $what and no knowledge is scored with what is built in', async ({ assessment }) => {
    const again = await scored(bucketWith(assessment));
    expect(again.stderr).toBe('');
    expect(again.assessment?.knowledge).toEqual(BUILT_IN.used);
  });

  it('says where its assessment or its knowledge is broken', async () => {
    const key = assessmentKey({ runAt: SCORED_AT, accountId, region });
    const folder = bucketWith(null, { [key]: 'not gzipped', [LATEST_KNOWLEDGE_KEY]: '\u001b[2J' });
    const { assessment, stderr } = await scored(folder);
    expect(assessment?.knowledge).toEqual(BUILT_IN.used);
    expect(stderr).toContain(
      `${join(folder, key)} can't be read, so the knowledge that it was made with is not known`,
    );
    expect(stderr).toContain('not used: knowledge/latest.json names no document: not JSON.');
    expect(stderr).not.toContain('\u001b');
  });

  it('is explained, planned and reported with the same document', async () => {
    const folder = bucketWith(archived(usedLater, knowledgeOf(LATER)), storedDocument(later));
    const explained = await auditor(['explain', LEAKING, '--from', folder, '--at', SCORED_AT, '--json']);
    expect(JSON.parse(explained.stdout).host.recommendation.to).toBe(LATER_RELEASE);
    const planned = await auditor(['plan', '--from', folder, '--at', SCORED_AT, '--json']);
    expect(JSON.stringify(JSON.parse(planned.stdout).plan)).toContain(LATER_RELEASE);
    const out = join(folder, 'out');
    const reported = await auditor(['report', '--from', folder, '--out', out, '--json']);
    expect(reported.stderr).toBe('');
    const { stdout } = await auditor(['score', folder, '--at', SCORED_AT]);
    expect(stdout).toContain(
      `Advised with the archive's knowledge of ${LATER} (${later.sha256.slice(0, 12)}).`,
    );
  });
});

describe('--knowledge', () => {
  const document = bucketWith(null, { 'later.json': later.text });

  it('names a document, and gives the archived assessment again where that is the one', async () => {
    const assessment = archived(usedLater, knowledgeOf(LATER));
    const again = await scored(bucketWith(assessment), '--knowledge', join(document, 'later.json'));
    expect(again.stderr).toBe('');
    expect(again.assessment).toEqual(assessment);
  });

  it('is said to be other knowledge where the assessment was made with other', async () => {
    const folder = bucketWith(archived(BUILT_IN.used));
    const { assessment, stderr } = await scored(folder, '--knowledge', join(document, 'later.json'));
    expect(assessment?.knowledge).toEqual({ ...usedLater, source: 'file' });
    expect(stderr).toContain(`was made with the built-in knowledge of ${BUILT_IN.used.checkedOn}`);
    expect(stderr).toContain(', not with "');
  });

  it.each([
    { file: 'none.json', says: 'no such file' },
    { file: 'samples', says: 'no such file' },
    { file: 'samples/all.ndjson', says: 'the document is not JSON' },
  ])('answers 2 to $file, which is no document', async ({ file, says }) => {
    const { status, stderr } = await scored(document, '--knowledge', join(document, file));
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});
