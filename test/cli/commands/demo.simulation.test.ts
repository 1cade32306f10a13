import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO_BUCKET } from '../../../cli/demo/demo-endpoint.ts';
import { runDemo } from '../../../cli/demo/run-demo.ts';
import { isTold, renderDemo } from '../../../cli/text/demo.ts';
import type { StoredObject } from '../../../infra/local/aws/s3-store.ts';
import { DEMO_HOSTS, DEMO_PLACE, demoFleet, demoPlaces } from '../../../infra/local/demo/demo-fleet.ts';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { placeFolder } from '../../../lambdas/domain/records/archive.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { repositoryRoot } from '../../files.ts';

const FROM = new Date('2026-09-21T00:00:00Z');
const DAYS = 56;

/** Lines of the README that are the demo's, of its own seed. */
const shownInReadme = (
  /^Timeline\n[\s\S]*?^```/m.exec(readFileSync(join(repositoryRoot, 'README.md'), 'utf8'))?.[0] ?? ''
)
  .split('\n')
  .filter((line) => line !== '…' && line !== '```');

describe('the demo', () => {
  it('is shown in the README', () => {
    expect(shownInReadme.length).toBeGreaterThan(20);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('of seed %i shows every story as it is', (seed) => {
    const fleet = demoFleet({ seed, hosts: DEMO_HOSTS, from: FROM, days: DAYS + 1 });
    const answering = fleet.filter(({ story }) => story.meeting === undefined);
    const bins = answering.flatMap(({ simulated }) => simulated.bins(60));
    const at = new Date(FROM.getTime() + DAYS * 86_400_000 + 1_200_000);
    const { hosts } = assessFleet(bins, { at, knowledge, before: null });
    const assessed = new Map(hosts.map((host) => [host.hostId, host]));
    const wrong = answering
      .filter((host) => !isTold(host, assessed))
      .map(({ story, hostId }) => `${story.name}: ${assessed.get(hostId)?.verdict}`);
    expect(wrong).toEqual([]);
  });

  it.each([1, 2, 3])(
    'of seed %i runs through the functions, mails its report and shows every story as it is',
    async (seed) => {
      const result = await runDemo({ seed, hosts: DEMO_HOSTS, from: FROM, days: DAYS + 0.25 }, () => {});
      const { assessment, fleet, endpoint, alarms } = result;
      expect(assessment.hosts).toHaveLength(DEMO_HOSTS);
      expect(endpoint.mails()).toHaveLength(1);
      expect(alarms.map(({ id }) => id)).toContain('HostLeaks');
      const assessed = new Map(assessment.hosts.map((host) => [host.hostId, host]));
      const wrong = fleet.filter((host) => !isTold(host, assessed));
      expect(wrong.map(({ story, hostId }) => `${story.name}: ${assessed.get(hostId)?.verdict}`)).toEqual([]);
      const [text = '', wide = ''] = [80, 200].map((columns) => {
        const rendered = renderDemo(result, {
          columns,
          out: 'out',
          weeks: 8,
          auditedWeeks: 8,
          seed,
          files: [],
          real: null,
          newestRun: [],
        });
        expect(rendered.split('\n').filter((line) => line.length > columns)).toEqual([]);
        return rendered;
      });
      expect(wide).toContain('WHAT TO DO');
      expect(text).toContain('alarm HostLeaks rings');
      expect(text).toMatch(/✓ {2}silent host +1 {2}no answer\n/);
      if (seed === 1) expect(shownInReadme.filter((line) => !text.includes(`${line}\n`))).toEqual([]);
    },
  );

  it('in three accounts and two regions audits each by itself, and judges and reports on all of them', async () => {
    const places = demoPlaces(3, 2);
    const auditedDays = 21.25;
    const result = await runDemo(
      { seed: 1, hosts: DEMO_HOSTS, from: FROM, days: DAYS + 0.25, auditedDays, places },
      () => {},
    );
    const { assessment, fleet, endpoint, captured, silences, alarms } = result;
    const whereabouts = ({
      accountId,
      region,
    }: {
      accountId?: string | undefined;
      region?: string | undefined;
    }) => `${accountId}/${region}`;
    const placeOf = new Map(fleet.map(({ place, hostId }) => [hostId, whereabouts(place)]));
    expect(new Set(placeOf.values()).size).toBe(6);
    expect(assessment.hosts.map((host) => [host.hostId, whereabouts(host)]).sort()).toEqual(
      [...placeOf].sort(),
    );
    const assessed = new Map(assessment.hosts.map((host) => [host.hostId, host]));
    const wrong = fleet.filter((host) => !isTold(host, assessed));
    expect(wrong.map(({ story, hostId }) => `${story.name}: ${assessed.get(hostId)?.verdict}`)).toEqual([]);

    const objects = endpoint.objects(DEMO_BUCKET) ?? new Map<string, StoredObject>();
    const archived = places.map(
      (place) => [...objects.keys()].filter((key) => key.startsWith(`samples/${placeFolder(place)}`)).length,
    );
    // The last one's spoke stands still for a part of a day.
    expect(archived).toEqual(places.map((_, index) => auditedDays * 24 - (index === 5 ? 9 : 0)));
    const [silence, ...others] = silences;
    expect(others).toEqual([]);
    expect(silence).toMatchObject({ place: places[5], reason: 'stopped' });
    const rung = alarms.filter(({ id }) => id === 'PlaceSilent');
    expect(rung).toHaveLength(1);
    // As soon as it has missed four audits, until it writes again.
    const hourOf = (at: Date | null | undefined) => at?.toISOString().slice(5, 13);
    expect([silence?.from, silence?.to].map(hourOf)).toEqual(['11-15T09', '11-15T14']);
    expect(rung.map(({ from, to }) => [from, to].map(hourOf))).toEqual([['11-15T10', '11-15T14']]);
    expect(alarms.map(({ id }) => id)).not.toContain('PlacesNotWatched');
    const byPlace = endpoint
      .metrics()
      .filter(({ metricName, dimensions }) => metricName === 'TcpMemoryOfPressure' && dimensions.length > 0);
    expect(byPlace.map(({ dimensions }) => dimensions.map(({ value }) => value).join('/')).sort()).toEqual(
      places.map(whereabouts).sort(),
    );
    const [leaking] = assessment.hosts.filter(
      ({ verdict, accountId }) => verdict === 'leaking' && accountId !== DEMO_PLACE.accountId,
    );
    const [mail] = endpoint.mails();
    expect(mail?.Content.Simple.Body.Text?.Data).toContain(`${leaking && whereabouts(leaking)}`);

    expect(captured?.place).toEqual({ accountId: '111111111111', region: 'eu-west-1' });
    expect(captured?.attempts.map(({ what, answer }) => `${what}: ${answer}`)).toEqual([
      'read its own samples: allowed',
      'write over its own samples: AccessDenied',
      'delete its own samples: AccessDenied',
      'write samples of us-east-1: AccessDenied',
      'write samples of account 222222222222: AccessDenied',
      "read the hub's samples: AccessDenied",
      'read the assessment of the fleet: AccessDenied',
      'list the archive: AccessDenied',
    ]);
    const text = renderDemo(result, {
      columns: 80,
      out: 'out',
      weeks: 8,
      auditedWeeks: 3,
      seed: 1,
      files: [],
      real: null,
      newestRun: [],
    });
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain('in 3 accounts and 2 regions');
    for (const { accountId, region } of places) expect(text).toContain(`${accountId} ${region}`);
    expect(text.replaceAll(/\n +/g, ' ')).toContain('is silent: it stopped writing samples');
    expect(text).toContain('alarm PlaceSilent rings');
  }, 900_000);
});
