import { expect, it } from 'vitest';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { hostOfKind } from '../corpora/corpus.ts';
import { mailsOf } from './mails.ts';

it('counts what people are mailed of a leak that the first scoring finds: once, whatever counts it', () => {
  const size = { from: new Date('2026-10-05T00:00:00Z'), days: 15 };
  const hosts = (['linear', 'steady'] as const).map((kind) => {
    const { scenario, seed } = hostOfKind(kind, 2, size);
    const identity = { ...scenario.identity, hostId: `i-${kind}` };
    return simulateHost({ ...scenario, identity }, seed);
  });
  expect(mailsOf(hosts, size)).toEqual({
    mailsAtFirst: 1,
    mailsAWeek: 0,
    digestsAWeek: 0,
    leaked: 1,
    again: { verdicts: 0, findings: 0 },
  });
});
