import { describe, expect, it } from 'vitest';
import { nearMatches } from '../../../cli/text/near-matches.ts';

const HOSTS = ['lb-edge-3', 'lb-edge-13', 'lb-internal-3', 'api-01', 'i-0abc1234def567890'];

describe('near matches', () => {
  it.each([
    { word: 'LB-EDGE-3', near: ['lb-edge-3', 'lb-edge-13'] },
    { word: 'lb-egde-3', near: ['lb-edge-3', 'lb-edge-13'] },
    { word: 'lbedge3', near: ['lb-edge-3'] },
    { word: 'internal', near: ['lb-internal-3'] },
    { word: 'abc1234', near: ['i-0abc1234def567890'] },
    { word: 'api-1', near: ['api-01'] },
    { word: 'db-master', near: [] },
    { word: '', near: [] },
  ])('of $word are $near', ({ word, near }) => {
    expect(nearMatches(word, HOSTS)).toEqual(near);
  });

  it('of a number without its zeros are the one with them first', () => {
    expect(nearMatches('edge-2', ['edge-24', 'edge-25', 'edge-02'])[0]).toBe('edge-02');
  });

  it('are three at most, each once', () => {
    expect(nearMatches('edge-1', ['edge-11', 'edge-12', 'edge-13', 'edge-14', 'edge-11'])).toEqual([
      'edge-11',
      'edge-12',
      'edge-13',
    ]);
  });
});
