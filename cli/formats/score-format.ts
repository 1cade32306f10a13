import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { jsonParts } from '../../lambdas/domain/records/json-parts.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { junit } from './junit.ts';
import { prometheus } from './prometheus.ts';
import { sarif } from './sarif.ts';

/** Forms of an assessment for other programs; what a person reads is none of them. */
export const SCORE_FORMATS = ['json', 'sarif', 'junit', 'prometheus'] as const;
export type ScoreFormat = (typeof SCORE_FORMATS)[number];

/**
 * In parts: the JSON of a large fleet is too long for a string.
 * @param version of the auditor
 */
export function printScore(assessment: Assessment, format: ScoreFormat, version: string): Iterable<string> {
  switch (format) {
    case 'json':
      return jsonParts(assessment, 2);
    case 'sarif':
      return [`${printJson(sarif(assessment, version), 2)}\n`];
    case 'junit':
      return [junit(assessment)];
    case 'prometheus':
      return [prometheus(assessment)];
  }
}
