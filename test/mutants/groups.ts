/** Code that `npm run mutants` changes, with the tests that it then runs. */
export interface MutantGroup {
  /** As its row in docs/mutants.md has it. */
  label: string;
  /** The code, as globs from the root. */
  code: readonly string[];
  /** Tests that run this code directly: each mutant runs those that reach it, so that milliseconds count. */
  tests: readonly string[];
  /** Titles of tests that take seconds, and notice nothing that the others don't. */
  slow?: RegExp;
}

const scoring = (...names: string[]) => names.map((name) => `lambdas/domain/scoring/${name}.ts`);
const testsOf = (folder: string, ...names: string[]) => names.map((name) => `test/${folder}/${name}.test.ts`);

export const GROUPS: Readonly<Record<string, MutantGroup>> = {
  bins: {
    label: 'three-hour bins',
    code: ['lambdas/domain/bins/**/*.ts'],
    tests: testsOf('domain/bins', '*'),
  },
  statistics: {
    label: 'growth and its errors',
    code: scoring('trend/*'),
    tests: testsOf(
      'domain/scoring/trend',
      'design',
      'distributions',
      'fieller',
      'least-squares',
      'noise',
      'smoothed-load',
    ),
    slow: /covers the true quotient/,
  },
  checks: {
    label: 'checks and kinds of leak',
    code: scoring('checks/*', 'kinds', 'readings', 'measured-checks', 'sound-growth'),
    tests: [
      ...testsOf(
        'domain/scoring/checks',
        'checks-of-a-trend',
        'growth-checks',
        'log-ratio',
        'special-checks',
        'unsure',
      ),
      ...testsOf('domain/scoring', 'judge-kinds', 'kinds', 'sound-growth'),
    ],
  },
  hosts: {
    label: 'a host, its limits and its fleet',
    code: scoring(
      'host-trend',
      'host-view',
      'judge-fleet',
      'judge-host',
      'limits',
      'measure-host',
      'restart-rhythm',
      'score-host',
      'time-to-limit',
    ),
    tests: testsOf(
      'domain/scoring',
      'host-trend',
      'host-view',
      'judge-fleet',
      'judge-host',
      'limits',
      'limits-of-a-trend',
      'measure-host',
      'nearest-limit',
      'restart-rhythm',
      'score-host',
      'time-to-limit',
    ),
    slow: /covers the true one|has no end where|never gets longer with steeper|is known exactly where zero|wander a leak|what a fleet says/,
  },
  verdict: {
    label: 'verdict',
    code: scoring('decide-verdict'),
    tests: testsOf('domain/scoring', 'decide-verdict'),
  },
  cohorts: {
    label: 'cohorts',
    code: scoring('assess-cohorts', 'pooled-slope'),
    tests: testsOf('domain/scoring', 'assess-cohorts', 'pooled-slope'),
    slow: /too little to be seen|load drifts for all|finds (in a hundred|nothing where)/,
  },
  words: {
    label: 'words of limits and verdicts',
    code: scoring('*-words', '*-phrases'),
    tests: testsOf('domain/scoring', 'limit-phrases', 'limit-words', 'told-words', 'verdict-words'),
  },
  recommend: {
    label: 'recommendations',
    code: ['lambdas/domain/recommend/*.ts'],
    tests: testsOf(
      'domain/recommend',
      'host-facts',
      'installed-package',
      'limits',
      'own-mitigations',
      'recommend',
      'recommendation-reasons',
      'recommendation-words',
      'urgency',
    ),
  },
  report: {
    label: "the report's figures and sentences",
    // What computes them; what only draws or lays them out is looked at by golden files.
    code: [
      'lambdas/report/{changes,compose-report,coverage,decisions,headline,host-series,local-time}.ts',
      'lambdas/report/{printable,release-matrix,report-bins,reported-hosts,words}.ts',
    ],
    tests: testsOf(
      'report',
      'compose-report',
      'coverage',
      'host-series',
      'local-time',
      'release-matrix',
      'reported-hosts',
      'sentences',
      'words',
    ),
    slow: /each of 1,000 hosts|one while it lives|20 hosts with the highest score/,
  },
};
