import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import { startEndpoint } from '../../infra/local/aws/fleet.ts';
import { END, FLEET, LEAKING, textOf, writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

const archive = writeArchive({ 'samples/all.ndjson': textOf(FLEET) });

afterEach(() => {
  vi.unstubAllEnvs();
});

const reported = async (words: readonly string[] = []) => {
  const out = writeArchive({});
  const result = await auditor(['report', '--from', archive, '--out', out, ...words]);
  const file = (name: string) => readFileSync(join(out, name), 'utf8');
  return { ...result, out, file };
};

describe('auditor report', () => {
  it('writes every form, of the assessment that score makes at the same instant', async () => {
    const { status, stdout, out, file } = await reported();
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      'assessment.json',
      'e-mail.html',
      'e-mail.txt',
      'hosts.csv',
      'report.html',
    ]);
    const assessment = Assessment.parse(JSON.parse(file('assessment.json')));
    expect(assessment.assessedAt).toBe(END);
    expect(assessment.hosts[0]).toMatchObject({ hostId: LEAKING, verdict: 'leaking' });
    expect(stdout.split('\n')[0]).toMatch(/^HAProxy eu-west-1 W42: 1 of 3 hosts leaks/);
    expect(file('hosts.csv').split('\r\n')).toHaveLength(5);
    expect(file('e-mail.txt')).toContain('1 of 3 hosts leaks.');
    expect(file('e-mail.txt')).toContain('SINCE 13 OCT 2026');
  });

  it('reports an earlier week as it was at its end', async () => {
    const { file } = await reported(['--week', '2026-W42', '--time-zone', 'Europe/Berlin']);
    // Sunday's midnight of summer time in Berlin; bins end at full three hours of UTC.
    expect(JSON.parse(file('assessment.json')).assessedAt).toBe('2026-10-18T21:00:00Z');
  });

  it('says on the first week what it cannot know', async () => {
    const { file } = await reported(['--week', '2026-W41']);
    expect(file('e-mail.txt')).toContain("WHAT THIS FIRST REPORT CAN'T SHOW YET");
  });

  it('counts an accepted finding in no headline', async () => {
    const accepted = writeArchive({
      'accepted.json': JSON.stringify([{ target: LEAKING, reason: 'known', until: '2027-01-01T00:00:00Z' }]),
    });
    const { stdout } = await reported(['--acknowledgements', `${accepted}/accepted.json`]);
    expect(stdout.split('\n')[0]).toMatch(/W42: nothing new$/);
  });

  it.each([
    { of: 'a week before the archive', words: ['--week', '2026-W30'], says: 'no sample' },
    { of: 'a week after it', words: ['--week', '2026-W45'], says: 'nothing of 2026-W45' },
    { of: 'a week that the year does not have', words: ['--week', '2027-W53'], says: 'ISO week' },
    { of: 'a year below 100', words: ['--week', '0099-W10'], says: 'ISO week' },
    { of: 'no week', words: ['--week', 'last'], says: 'ISO week' },
    { of: 'a time zone that is none', words: ['--time-zone', 'Mars/Base'], says: 'time zone' },
    { of: 'nobody to send to', words: ['--send'], says: '--sender and --recipients' },
    { of: 'a sender of nothing', words: ['--sender', 'a@example.com'], says: '--sender needs --send' },
  ])('refuses $of as wrong usage', async ({ words, says }) => {
    const { status, stderr, out } = await reported(words);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
    expect(readdirSync(out)).toEqual([]);
  });

  it('sends what it wrote', async () => {
    const { endpoint, config } = await startEndpoint({
      now: () => new Date(),
      mail: { identities: ['example.com'], sandbox: false },
    });
    const out = writeArchive({});
    const mail = ['--send', '--sender', 'reports@example.com', '--recipients', 'a@example.org,b@example.org'];
    const words = ['report', '--from', archive, '--out', out, ...mail];
    vi.stubEnv('AWS_ENDPOINT_URL', config.endpoint);
    vi.stubEnv('AWS_REGION', config.region);
    vi.stubEnv('AWS_ACCESS_KEY_ID', config.credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', config.credentials.secretAccessKey);
    expect(await auditor(words)).toMatchObject({ status: 0 });
    expect(endpoint.mails()).toMatchObject([
      {
        Destination: { ToAddresses: ['a@example.org', 'b@example.org'] },
        Content: { Simple: { Body: { Html: { Data: readFileSync(join(out, 'e-mail.html'), 'utf8') } } } },
      },
    ]);
  });
});
