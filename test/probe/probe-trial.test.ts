import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { type HostAnswer, judgeTrial, trialHosts } from '../../lambdas/probe/probe-trial.ts';
import { sampled, unreachable } from '../domain/samples.ts';

const RUN = { documentName: 'new', runAt: '2026-11-28T16:00:00Z' };

const answer = (sample: Sample, stdout = '{"v":2}\n', seconds: number | null = 4): HostAnswer => ({
  sample,
  invocation: { statusDetails: 'Success', stdout, seconds },
});
const sound = answer(sampled('i-1'));
const silent = answer(unreachable('i-1'), '', null);

describe('a trial', () => {
  it.each<{
    of: string;
    tried: [HostAnswer, HostAnswer][];
    verdict: string | undefined;
    problems: unknown[];
  }>([
    { of: 'one sound answer', tried: [[sound, sound]], verdict: 'accepted', problems: [null] },
    {
      of: 'a host that answers neither document beside a sound one',
      tried: [
        [silent, silent],
        [sound, sound],
      ],
      verdict: 'accepted',
      problems: ['NotManaged', null],
    },
    { of: 'a host that answers neither', tried: [[silent, silent]], verdict: undefined, problems: [] },
    { of: 'no host', tried: [], verdict: undefined, problems: [] },
    {
      of: 'a host that answers the previous alone',
      tried: [[silent, sound]],
      verdict: 'refused',
      problems: ['NotManaged'],
    },
    {
      of: 'one bad host of two',
      tried: [
        [sound, sound],
        [silent, sound],
      ],
      verdict: 'refused',
      problems: [null, 'NotManaged'],
    },
    {
      of: 'a host that answers the new one alone',
      tried: [[sound, silent]],
      verdict: 'accepted',
      problems: [null],
    },
    {
      of: 'an answer after 21 s',
      tried: [[answer(sampled('i-1'), '{}', 21), sound]],
      verdict: 'refused',
      problems: ['Slow'],
    },
    {
      of: 'an answer after 20 s',
      tried: [[answer(sampled('i-1'), '{}', 20), sound]],
      verdict: 'accepted',
      problems: [null],
    },
    {
      of: 'something on stderr',
      tried: [[answer(sampled('i-1'), '{}\n\n----------ERROR-------\nawk: line 3'), sound]],
      verdict: 'refused',
      problems: ['StandardError'],
    },
    {
      of: 'more than its line',
      tried: [[answer(sampled('i-1'), '{}\ndebug\n'), sound]],
      verdict: 'refused',
      problems: ['MoreThanItsLine'],
    },
  ])('of $of is $verdict', ({ tried, verdict, problems }) => {
    const trial = judgeTrial(
      tried.map(([answer, previous]) => ({ answer, previous })),
      RUN,
    );
    expect(trial?.verdict).toBe(verdict);
    expect(trial?.hosts.map(({ problem }) => problem) ?? []).toEqual(problems);
  });

  it('does not blame the new document for what a host prints with either', () => {
    const noisy = answer(sampled('i-1'), 'welcome\n{}\n');
    const pair = { answer: noisy, previous: noisy };
    expect(judgeTrial([pair], RUN)).toBeNull();
    expect(judgeTrial([pair, { answer: sound, previous: sound }], RUN)?.verdict).toBe('accepted');
  });
});

describe('the hosts of a trial', () => {
  const host = (hostId: string, role: string | null) => ({ ...sampled(hostId), role });

  it('are one of each role, the first that answered in the run before', () => {
    const fleet = [host('i-1', 'edge'), host('i-2', 'edge'), host('i-3', 'api'), host('i-4', null)];
    const before = [unreachable('i-1'), sampled('i-2'), unreachable('i-3')];
    expect(trialHosts(fleet, before).map(({ hostId }) => hostId)).toEqual(['i-2', 'i-3', 'i-4']);
    expect(trialHosts(fleet, []).map(({ hostId }) => hostId)).toEqual(['i-1', 'i-3', 'i-4']);
    expect(trialHosts([], before)).toEqual([]);
  });
});
