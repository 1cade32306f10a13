import * as z from 'zod';
import { parseJson } from '../../lambdas/domain/records/ndjson.ts';
import type { Authorize } from './credentials.ts';
import { type Answer, type Connection, RequestError } from './request.ts';

/** Seconds since 1970; both ends are asked for. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** By instant, as the server writes them: `["1795892144", "185"]` has the value as text. */
  readonly points: readonly (readonly [at: number, value: string])[];
}

/** The server's own limits: a smaller question may be answered. */
export class LimitError extends Error {}

/** The server can't be asked so: nothing helps but another command line. */
export class AnswerError extends Error {}

export interface PrometheusApi {
  /** @throws LimitError, AnswerError */
  queryRange(query: string, range: Range): Promise<Series[]>;
  /** What the server warned of, each once: a store that is away, for instance. */
  readonly warnings: ReadonlySet<string>;
}

/** Waits before the second attempt, the third, …: a server that restarts is back within a minute. */
const WAITS_SECONDS = [1, 2, 4, 8, 16, 32];

const Matrix = z.object({
  status: z.literal('success'),
  warnings: z.array(z.string()).optional(),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});
const Refusal = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/**
 * The range queries of Prometheus's HTTP API, which Thanos, Mimir, VictoriaMetrics and Amazon's have too; one at a time,
 * and again after a while where the server is busy or away.
 * @param base such as `http://prometheus:9090`, without `/api/v1`
 * @param wait for so many seconds
 */
export function prometheusApi(
  base: URL,
  { send }: Connection,
  authorize: Authorize,
  wait: (seconds: number, why: string) => Promise<void>,
): PrometheusApi {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}/api/v1/query_range`;
  const warnings = new Set<string>();

  async function ask(body: string): Promise<Series[]> {
    for (let attempt = 0; ; attempt += 1) {
      const seconds = WAITS_SECONDS[attempt];
      const outcome = await attemptOf(body);
      if (!('again' in outcome)) return outcome.series;
      if (seconds === undefined) throw new AnswerError(outcome.again);
      await wait(Math.max(seconds, outcome.afterSeconds ?? 0), outcome.again);
    }
  }

  async function attemptOf(
    body: string,
  ): Promise<{ series: Series[] } | { again: string; afterSeconds?: number }> {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'content-length': `${Buffer.byteLength(body)}`,
    };
    let answer: Answer;
    try {
      answer = await send(await authorize({ url, headers, body }));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.isTooLarge) throw new LimitError(error.message);
      if (error.isFinal) throw new AnswerError(`${url.host}: ${error.message}`);
      return { again: `${url.host}: ${error.message}` };
    }
    const json = parseJson(answer.body);
    const parsed = Matrix.safeParse(json);
    if (answer.status === 200 && parsed.success) {
      for (const warning of parsed.data.warnings ?? []) warnings.add(warning);
      return {
        series: parsed.data.data.result.map(({ metric, values }) => ({ labels: metric, points: values })),
      };
    }
    return refused(answer, json, url);
  }

  return {
    warnings,
    queryRange: (query, { from, to, step }) =>
      ask(
        new URLSearchParams({
          query,
          start: `${from}`,
          end: `${to}`,
          step: `${step}`,
          // Thanos would leave out what a store that is away has, and a gap would look like one of the hosts'.
          partial_response: 'false',
        }).toString(),
      ),
  };
}

/** A server's limits, in the words of Prometheus, Thanos, Mimir and VictoriaMetrics. */
const LIMITS =
  /exceeded maximum resolution|too many (samples|points|chunks|series)|maximum allowed|exceed(s|ed)? .*limit|limit .*(exceeded|reached)|timed? ?out|too (large|long)|-search\.max|max(imum)? (number of )?(samples|series|chunks|points)/i;

function refused(answer: Answer, json: unknown, url: URL): { again: string; afterSeconds?: number } {
  const { status, headers, body } = answer;
  const refusal = Refusal.safeParse(json);
  const said = refusal.success ? refusal.data.error : '';
  const what = `${url.host} answers ${status}${said === '' ? '' : `: ${said}`}`;
  // A limit of how often to ask is not one of how much.
  if (status === 413 || (status !== 429 && LIMITS.test(said))) throw new LimitError(what);
  if (status === 401 || status === 403) throw new AnswerError(`${what}; it wants another user or token`);
  if ([408, 425, 429, 500, 502, 503, 504].includes(status)) {
    const afterSeconds = Math.min(Number(headers['retry-after']), 60);
    return { again: what, ...(afterSeconds > 0 && { afterSeconds }) };
  }
  if (status >= 300 && status < 400) {
    throw new AnswerError(`${what} and leads to ${headers.location ?? 'another address'}: give --url that`);
  }
  if (refusal.success) throw new AnswerError(what);
  if (status === 200 && json === undefined && !isHtml(answer)) {
    return { again: `${what}: half an answer of ${body.length} characters` };
  }
  const kind = isHtml(answer) ? 'a web page' : 'something';
  throw new AnswerError(
    `${what} with ${kind} that is no answer of Prometheus's API: expected by --url is the address above /api/v1, such as http://prometheus:9090 or https://mimir.example.com/prometheus`,
  );
}

const isHtml = ({ headers, body }: Answer): boolean =>
  /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(body);
