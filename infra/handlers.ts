import { fileURLToPath } from 'node:url';

/** The functions of the stack; `judge-places` only where scorings run in shards, `watch-places` only of a hub. */
export type Verb = 'audit-fleet' | 'judge-places' | 'score-fleet' | 'send-report' | 'watch-places';

/** Those of every stack. */
export type EveryVerb = Exclude<Verb, 'judge-places' | 'watch-places'>;

/** Path of the module that a function's code is bundled from. */
export const handlerOf = (verb: Verb): string =>
  fileURLToPath(new URL(`../lambdas/${verb}/handler.ts`, import.meta.url));
