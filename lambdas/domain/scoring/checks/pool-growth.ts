import { bytesPhrase } from '../../format.ts';
import { growthCheck } from './growth-check.ts';

/** Does what HAProxy's own pools hold grow more than arrivals explain? */
export const poolGrowth = growthCheck({
  name: 'pool-growth',
  kind: 'memory',
  reading: 'poolUsedBytes',
  label: "memory of HAProxy's pools",
  phrase: bytesPhrase,
  countsLeak: false,
  scope: 'workers',
  weights: {
    asked: -0.44,
    askedLoadUnknown: -0.08,
    saturating: -1.48,
    saturatingLoadUnknown: -0.17,
    significant: 1.61,
    significantLoadUnknown: 1.41,
    suspicious: 2.13,
  },
  slack: () => 1_048_576,
  subject: (level) => `${bytesPhrase(level)} used in HAProxy's pools`,
});
