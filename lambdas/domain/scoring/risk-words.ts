// Every wording of a score, side by side: people read of a risk, records and metrics have it as `score`.

/** The words for a risk, from the worst, with the least score of each. */
const BANDS = [
  ['critical', 75],
  ['high', 50],
  ['medium', 25],
  ['low', 1],
  ['none', 0],
] as const;
export type RiskBand = (typeof BANDS)[number][0];

/** @param score 0-100, rounded as it is shown */
export const riskBand = (score: number): RiskBand =>
  BANDS.find(([, minimum]) => Math.round(score) >= minimum)?.[0] ?? 'none';

/** `75/100 (critical)`, where a title or a lead says that it is a risk. */
export const riskFigure = (score: number): string => `${Math.round(score)}/100 (${riskBand(score)})`;

/** `risk 75/100 (critical)`. */
export const riskPhrase = (score: number): string => `risk ${riskFigure(score)}`;

/** What the figure means, once in each document. */
export const RISK_MEANING =
  'Risk, 0 to 100, is the probability of a leak times how soon the nearest limit is reached; higher is worse: 75 and more is critical, 50 high, 25 medium';
