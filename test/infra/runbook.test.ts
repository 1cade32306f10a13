import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { templateAlarms } from './alarms/template-alarms.ts';
import { watchedTemplate } from './alarms/watched-stack.ts';
import { ALL_CHANNELS } from './all-channels.ts';
import { IN_SHARDS } from './in-shards.ts';

const runbook = readFileSync(join(repositoryRoot, 'docs/runbook.md'), 'utf8');
const template = watchedTemplate({}, undefined, { ...IN_SHARDS, channels: ALL_CHANNELS });
const ids = templateAlarms(template).map(({ id }) => id);

/** The runbook's text from a heading to the next. */
const sectionOf = (heading: string): string =>
  runbook.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '';

describe('the runbook', () => {
  it.each(templateAlarms(template).map(({ id, description }) => [id, description] as const))(
    'has a section about %s, with commands to paste and a way out',
    (id, description) => {
      const anchor = /#([\w-]+)$/.exec(description)?.[1] ?? '';
      const heading = runbook
        .split('\n')
        .find(
          (line) => line.startsWith('## ') && line.slice(3).toLowerCase().replaceAll(' ', '-') === anchor,
        );
      const section = sectionOf(heading?.slice(3) ?? '');
      expect(section).toContain(`\`${id}\``);
      expect(section).toContain('Investigate');
      expect(section).toMatch(/^Resolve|^Investigate and resolve/m);
      expect(section).toMatch(/```|\]\(#|`latest /);
    },
  );

  it('names only outputs and alarms that the stack has', () => {
    const outputs = [...runbook.matchAll(/\$\(output (\w+)\)/g)].map(([, name]) => name ?? '');
    expect(outputs.filter((name) => !(name in template.findOutputs('*')))).toEqual([]);
    expect(outputs.length).toBeGreaterThan(3);
    const named = [...runbook.matchAll(/\$STACK-(\w+)\\?"/g)].map(([, id]) => id ?? '');
    expect(
      named.filter((id) => !ids.includes(id) && !['rollout', 'AuditFleetFailures', 'Spokes'].includes(id)),
    ).toEqual([]);
    expect(named).toContain('HostLeaks');
  });
});
