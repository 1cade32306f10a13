import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../../cli/demo/run-demo.ts';
import { isTold, renderDemo } from '../../../cli/text/demo.ts';
import { DEMO_HOSTS, demoFleet } from '../../../infra/local/demo/demo-fleet.ts';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
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
});
