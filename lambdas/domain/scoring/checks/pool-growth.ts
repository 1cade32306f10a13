import { bytesPhrase } from '../../format.ts';
import { growthCheck } from './growth-check.ts';

/** Does what HAProxy's own pools hold grow more than arrivals explain? */
export const poolGrowth = growthCheck({
  name: 'pool-growth',
  isMechanism: false,
  response: 'poolUsedBytes',
  slack: () => 1_048_576,
  subject: (level) => `${bytesPhrase(level)} used in HAProxy's pools`,
  phrase: bytesPhrase,
});
