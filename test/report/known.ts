import type { Knowledge } from '../../lambdas/domain/releases/knowledge.ts';
import type { Branch } from '../../lambdas/domain/releases/release.ts';
import { advisory } from '../domain/releases/an-advisory.ts';

/** What is known on the day of the tests' reports; the shipped knowledge moves on, golden files should not. */
export const KNOWLEDGE: Knowledge = {
  checkedOn: '2026-11-16',
  packages: [],
  branches: [
    branch('2.6', '2027-04-01', ['2.6.12', '2.6.33']),
    branch('2.8', '2028-04-01', ['2.8.11', '2.8.12', '2.8.13', '2.8.27', '2.8.30']),
    branch('3.1', '2026-01-01', ['3.1.17'], false),
    branch('3.2', '2030-04-01', ['3.2.24', '3.2.26']),
  ],
  advisories: [
    advisory(
      {
        id: 'HAPX-0001',
        kinds: ['stuck-streams', 'dead-sockets', 'tcp-memory'],
        summary:
          'A stream whose peer has failed keeps no timeout: it and both its sockets live until the process ends',
      },
      { branch: '2.8', events: [{ introduced: '2.8.0' }, { fixed: '2.8.14' }] },
    ),
    advisory(
      {
        id: 'HAPX-0007',
        kinds: ['memory'],
        summary: 'Memory of a closed HTTP/2 connection is not given back',
      },
      { branch: '2.6', events: [{ introduced: '2.6.0' }, { fixed: '2.6.20' }] },
      { branch: '2.8', events: [{ introduced: '2.8.0' }, { fixed: '2.8.20' }] },
    ),
  ],
};

function branch(name: string, endOfLife: string, versions: string[], longTerm = true): Branch {
  const [first = '', ...others] = versions;
  const release = (version: string) => ({ version, date: '2026-08-27', dateSource: 'made for the tests' });
  return {
    branch: name,
    longTerm,
    endOfLife,
    endOfLifeSource: 'made for the tests',
    releases: [release(first), ...others.map(release)],
  };
}
