import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leastConfig } from '../../infra/least-config.ts';
import { ORGANIZATION } from '../../spoke/spoke-template.ts';
import { removedArchives } from '../archives.ts';
import { auditor } from '../auditor.ts';

const archive = removedArchives();
const edge = { ...leastConfig, name: 'edge', report: { delivery: 'topic' }, organization: ORGANIZATION };
const folderWith = (...fleets: object[]) =>
  archive({ 'cdk.json': JSON.stringify({ context: { auditor: fleets } }) });

describe('auditor template', () => {
  it('prints the template of a spoke, and nothing else', async () => {
    const config = join(folderWith(leastConfig, edge), 'cdk.json');
    const { stdout, stderr, status } = await auditor([
      'template',
      'spoke',
      '--config',
      config,
      '--fleet',
      'edge',
    ]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const { Resources, Parameters } = JSON.parse(stdout);
    expect(Object.keys(Parameters)).toEqual(['ArchiveBucketName', 'HubAccountId', 'HubRegion']);
    expect(JSON.stringify(Resources)).toContain('HaproxyFleetAuditor-edge-Spoke-');
  });

  it('writes the template of the whole stack to a file, and says that it has to lie in S3', async () => {
    const folder = folderWith(leastConfig);
    const out = join(folder, 'auditor.json');
    const { stdout, status } = await auditor([
      'template',
      '--config',
      join(folder, 'cdk.json'),
      '--out',
      out,
    ]);
    expect(status).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /auditor\.json: \d{3} kB\. .* of more than 51,200 bytes from S3/,
    );
    const { Resources } = JSON.parse(readFileSync(out, 'utf8')) as {
      Resources: Record<string, { Type: string }>;
    };
    const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(3);
  });

  it.each([
    { of: 'a file that is not there', words: ['--config', '/nonexistent/cdk.json'], says: 'no such file' },
    {
      of: 'a fleet that is not there',
      words: ['--fleet', 'internal'],
      says: 'no fleet has the name internal',
    },
    { of: 'several fleets without a name', words: [], says: 'several fleets' },
  ])('answers 2 to $of', async ({ words, says }) => {
    const config = join(folderWith(leastConfig, edge), 'cdk.json');
    for (const part of [['template'], ['template', 'spoke']]) {
      const { status, stdout, stderr } = await auditor([...part, '--config', config, ...words]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(says);
    }
  });
});
