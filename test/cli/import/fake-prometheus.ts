import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { MadeSeries } from '../../history/made-series.ts';

export interface Question {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly query: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Answers a question in a way of its own; `false` leaves it to the server. */
export type Fault = (question: Question, response: ServerResponse, asked: number) => boolean;

const LOOKBACK_SECONDS = 300;

/**
 * What of Prometheus an import asks: range queries of selectors over names and labels, and counts and sums of these. It
 * looks back five minutes for a point, as Prometheus does.
 */
export async function fakePrometheus(
  series: readonly MadeSeries[],
  fault: Fault = () => false,
): Promise<{ url: string; questions: Question[] }> {
  const questions: Question[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const form = new URLSearchParams(body);
    const question: Question = {
      path: request.url ?? '',
      headers: request.headers,
      body,
      query: form.get('query') ?? '',
      from: Number(form.get('start')),
      to: Number(form.get('end')),
      step: Number(form.get('step')),
    };
    questions.push(question);
    if (fault(question, response, questions.length)) return;
    answer(response, 200, success(series, question));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, questions };
}

export function answer(response: ServerResponse, status: number, body: object | string): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

/** An error as Prometheus tells it. */
export const refusal = (errorType: string, error: string) => ({ status: 'error', errorType, error });

export function success(series: readonly MadeSeries[], question: Question): object {
  const [, around, selector = ''] =
    /^(?:(count|sum) without \(\w+\) \()?\{(.*)\}\)?$/.exec(question.query) ?? [];
  const matches = [...selector.matchAll(/(\w+)(=~|!=|=)"((?:[^"\\]|\\.)*)"/g)].map(
    ([, label = '', operator, quoted]) => {
      const value = JSON.parse(`"${quoted}"`);
      return ({ name, labels }: MadeSeries) => {
        const actual = label === '__name__' ? name : (labels[label] ?? '');
        if (operator === '=~') return new RegExp(`^(?:${value})$`).test(actual);
        return (operator === '=') === (actual === value);
      };
    },
  );
  const found = series.filter((each) => matches.every((isMatch) => isMatch(each)));
  const result = found.map((each) => ({
    metric: { __name__: each.name, ...each.labels },
    values: valuesOf(each, question),
  }));
  return {
    status: 'success',
    data: { resultType: 'matrix', result: around ? operated(around, result) : result },
  };
}

interface Result {
  metric: Record<string, string>;
  values: [number, string][];
}

function valuesOf({ points }: MadeSeries, { from, to, step }: Question): Result['values'] {
  const values: Result['values'] = [];
  let next = 0;
  for (let at = from; at <= to; at += step) {
    while ((points[next]?.[0] ?? Infinity) <= at) next += 1;
    const point = points[next - 1];
    if (point && point[0] > at - LOOKBACK_SECONDS) values.push([at, `${point[1]}`]);
  }
  return values;
}

/** `count` and `sum` over the one label that series differ in. */
function operated(operator: string, results: readonly Result[]): Result[] {
  const dropped = new Set(['__name__', 'cpu', 'frontend']);
  const labelsOf = ({ metric }: Result) =>
    Object.fromEntries(Object.entries(metric).filter(([label]) => !dropped.has(label)));
  return [...Map.groupBy(results, (result) => JSON.stringify(labelsOf(result)))].map(([labels, group]) => {
    const sums = new Map<number, number>();
    for (const [at, value] of group.flatMap(({ values }) => values)) {
      sums.set(at, (sums.get(at) ?? 0) + (operator === 'count' ? 1 : Number(value)));
    }
    return { metric: JSON.parse(labels), values: [...sums].map(([at, value]) => [at, `${value}`]) };
  });
}
