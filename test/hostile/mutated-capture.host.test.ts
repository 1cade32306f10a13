import { describe, expect, it } from 'vitest';
import { hash, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { needs } from '../lab/needs.ts';
import { followOutput, identity } from './journey.ts';
import { probeMutatedCapture } from './mutated-capture.ts';

const SEED = 20_261_122;
const PROBES = 8;
const HOST = identity('i-0fffffffffffffff0', 'lb-9', 'edge', 'eu-west-1a');

const required = needs('socat');

describe.skipIf(required.missing)(required.title('what HAProxy may answer'), () => {
  it.concurrent.each(Array.from({ length: PROBES }, (_, probe) => probe))(
    'harms nothing that probes it in mutated capture %i',
    async (probe) => {
      const { stdout, stderr, exitCode } = await probeMutatedCapture(seededRandom(hash(SEED, probe)));
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
      expect(stdout).toMatch(/^\{"v":2[\x20-\x7e]{1,2390}"end":1\}\n$/);
      const { samples } = followOutput(HOST, [stdout, stdout]);
      expect(samples.map((sample) => sample.outcome)).toEqual(['sampled', 'sampled']);
    },
  );
});
