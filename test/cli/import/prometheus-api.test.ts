import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { askInParts } from '../../../cli/import/ask-in-parts.ts';
import { authorizing, type CredentialOptions } from '../../../cli/import/credentials.ts';
import { AnswerError, LimitError, prometheusApi } from '../../../cli/import/prometheus-api.ts';
import { openConnection } from '../../../cli/import/request.ts';
import { parseAuthorization, verifySignature } from '../../../infra/local/aws/signature.ts';
import { answer, type Fault, fakePrometheus, refusal, success } from './fake-prometheus.ts';

const FROM = Date.parse('2026-11-01T00:00:00Z') / 1000;
const RANGE = { from: FROM, to: FROM + 95 * 900, step: 900 };
const SERIES = [
  {
    name: 'up',
    labels: { instance: 'lb-7:9100' },
    points: Array.from({ length: 96 }, (_, place): [number, number] => [FROM + place * 900, place]),
  },
];

async function asking(fault: Fault, credentials: CredentialOptions = {}, environment = {}) {
  const server = await fakePrometheus(SERIES, fault);
  const connection = openConnection({});
  onTestFinished(connection.close);
  const waits: string[] = [];
  const api = prometheusApi(
    new URL(server.url),
    connection,
    authorizing(credentials, environment),
    async (seconds, why) => {
      waits.push(`${seconds} s: ${why.replace(/127\.0\.0\.1:\d+/, 'HOST')}`);
    },
  );
  return { api, waits, questions: server.questions };
}

describe('range queries', () => {
  it('are asked for as Prometheus takes them, and partial answers are refused', async () => {
    const { api, questions } = await asking(() => false);
    const [series] = await api.queryRange('{__name__="up"}', RANGE);
    expect(series?.labels).toEqual({ __name__: 'up', instance: 'lb-7:9100' });
    expect(series?.points).toHaveLength(96);
    expect(series?.points[95]).toEqual([RANGE.to, '95']);
    expect(questions).toMatchObject([{ path: '/api/v1/query_range', query: '{__name__="up"}', ...RANGE }]);
  });

  it.each([
    { what: '503', fault: (response: Parameters<Fault>[1]) => answer(response, 503, 'Service Unavailable') },
    {
      what: '429, whatever limit it names',
      fault: (response: Parameters<Fault>[1]) =>
        answer(response, 429, refusal('too_many_requests', 'rate limit exceeded')),
    },
    {
      what: 'half a body',
      fault: (response: Parameters<Fault>[1]) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{"status":"success","data":{"resultType":"matr');
        setImmediate(() => response.destroy());
      },
    },
    {
      what: 'JSON that ends early',
      fault: (response: Parameters<Fault>[1]) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"status":"success","data":{"resul');
      },
    },
    { what: 'a connection that breaks', fault: (response: Parameters<Fault>[1]) => response.destroy() },
  ])('are repeated after $what', async ({ fault }) => {
    const { api, waits } = await asking((_, response, asked) => {
      if (asked <= 2) fault(response);
      return asked <= 2;
    });
    expect((await api.queryRange('{__name__="up"}', RANGE))[0]?.points).toHaveLength(96);
    expect(waits.map((wait) => wait.split(':')[0])).toEqual(['1 s', '2 s']);
  });

  it('wait as long as the server asks for', async () => {
    const { api, waits } = await asking((_, response, asked) => {
      if (asked === 1) response.setHeader('retry-after', '7');
      if (asked === 1) answer(response, 503, refusal('unavailable', 'starting up'));
      return asked === 1;
    });
    await api.queryRange('{__name__="up"}', RANGE);
    expect(waits).toEqual(['7 s: HOST answers 503: starting up']);
  });

  it('end with what the server said where it stays away', async () => {
    const { api, waits } = await asking((_, response) => {
      answer(response, 503, refusal('unavailable', 'starting up'));
      return true;
    });
    await expect(api.queryRange('up', RANGE)).rejects.toThrow(/answers 503: starting up$/);
    expect(waits).toHaveLength(6);
  });

  it.each([
    {
      what: 'more than 11,000 points a series',
      status: 400,
      said: refusal(
        'bad_data',
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      ),
    },
    {
      what: 'more samples than memory is given for',
      status: 422,
      said: refusal(
        'execution',
        'query processing would load too many samples into memory in query execution',
      ),
    },
    {
      what: 'more time than a query has',
      status: 503,
      said: refusal('timeout', 'query timed out in query execution'),
    },
    {
      what: "Mimir's limit of chunks",
      status: 422,
      said: refusal('execution', 'the query exceeded the maximum number of chunks (limit: 2000000 chunks)'),
    },
  ])('are halved where they ask for $what, and nothing is lost or twice', async ({ status, said }) => {
    const { api, questions, waits } = await asking((question, response) => {
      const isTooMuch = (question.to - question.from) / question.step + 1 > 30;
      if (isTooMuch) answer(response, status, said);
      return isTooMuch;
    });
    const series = await askInParts(api, '{__name__="up"}', RANGE);
    const points = series.flatMap(({ points }) => points);
    expect(points.map(([, value]) => Number(value))).toEqual(Array.from({ length: 96 }, (_, place) => place));
    expect(questions.length).toBe(7);
    expect(waits).toEqual([]);
  });

  it('say what to do where even one instant is too much', async () => {
    const { api } = await asking((_, response) => {
      answer(response, 422, refusal('execution', 'too many samples'));
      return true;
    });
    const asked = askInParts(api, 'up', RANGE);
    await expect(asked).rejects.toThrow(LimitError);
    await expect(asked).rejects.toThrow(/too many samples \(of one instant\); narrow it with --match$/);
  });

  it.each([
    {
      what: 'HTML',
      status: 200,
      body: '<!doctype html><title>Grafana</title>',
      says: /with a web page.*above \/api\/v1/,
    },
    {
      what: 'a page that is not there',
      status: 404,
      body: '<html>404</html>',
      says: /answers 404 with a web page/,
    },
    { what: 'other JSON', status: 200, body: { message: 'hello' }, says: /with something that is no answer/ },
    { what: '401', status: 401, body: 'Unauthorized', says: /answers 401; it wants another user or token/ },
    {
      what: '422 of another kind',
      status: 422,
      body: refusal('execution', 'multiple matches for labels'),
      says: /answers 422: multiple matches for labels/,
    },
    { what: '400', status: 400, body: refusal('bad_data', 'parse error'), says: /answers 400: parse error/ },
  ])('end at once with $what', async ({ status, body, says }) => {
    const { api, waits } = await asking((_, response) => {
      answer(response, status, body);
      return true;
    });
    const asked = api.queryRange('up', RANGE);
    await expect(asked).rejects.toThrow(AnswerError);
    await expect(asked).rejects.toThrow(says);
    expect(waits).toEqual([]);
  });

  it('end with the address that a redirection leads to', async () => {
    const { api } = await asking((_, response) => {
      response.writeHead(302, { location: 'https://login.example.com/' }).end();
      return true;
    });
    await expect(api.queryRange('up', RANGE)).rejects.toThrow('leads to https://login.example.com/');
  });

  it('keep what the server warned of', async () => {
    const { api } = await asking((question, response) => {
      answer(response, 200, { ...success(SERIES, question), warnings: ['a store is away'] });
      return true;
    });
    await api.queryRange('{__name__="up"}', RANGE);
    await api.queryRange('{__name__="up"}', RANGE);
    expect([...api.warnings]).toEqual(['a store is away']);
  });
});

describe('whoever asks', () => {
  it.each([
    {
      what: 'a user and a password',
      options: { user: 'sre' },
      environment: { PROMETHEUS_PASSWORD: 'geheim' },
      headers: { authorization: `Basic ${Buffer.from('sre:geheim').toString('base64')}` },
    },
    {
      what: 'a bearer token',
      options: {},
      environment: { PROMETHEUS_TOKEN: 't0ken' },
      headers: { authorization: 'Bearer t0ken' },
    },
    {
      what: 'a tenant and headers of its own',
      options: { tenant: 'lb|edge', header: ['X-Org: 7', 'x-more:'] },
      environment: {},
      headers: { 'x-scope-orgid': 'lb|edge', 'x-org': '7', 'x-more': '' },
    },
  ])('is told by $what', async ({ options, environment, headers }) => {
    const { api, questions } = await asking(() => false, options, environment);
    await api.queryRange('{__name__="up"}', RANGE);
    expect(questions[0]?.headers).toMatchObject(headers);
  });

  it.each([
    { options: { user: 'sre' }, says: '--user needs --password-file, or PROMETHEUS_PASSWORD' },
    { options: { passwordFile: '/p' }, says: '--password-file needs --user' },
    { options: { user: 'sre', tokenFile: '/t' }, says: '--user and --token-file exclude each other' },
    { options: { header: ['geheim'] }, says: '--header: expected "Name: value" in plain ASCII' },
    { options: { header: ['a: b\r\nc: d'] }, says: '--header: expected "Name: value" in plain ASCII' },
    { options: { tokenFile: '/nowhere' }, says: "ENOENT: no such file or directory, open '/nowhere'" },
  ])('is told what is wrong: $says', ({ options, says }) => {
    expect(() => authorizing(options, {})).toThrow(says);
  });
});

it('requests to Amazon are signed, body and all', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDLOCAL');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'made-for-this-run');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { api, questions } = await asking(() => false, { sigv4: 'eu-west-1' });
  await api.queryRange('{__name__="up"}', RANGE);
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = questions;
  const authorization = parseAuthorization(headers.authorization ?? null);
  expect(authorization).toMatchObject({ signingName: 'aps', region: 'eu-west-1' });
  const refused = (name: string) => () => new Error(name);
  const verified = verifySignature(
    {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      headers: new Headers(headers as Record<string, string>),
      body: Buffer.from(body),
      arrival: 1,
    },
    authorization as NonNullable<typeof authorization>,
    {
      unknownKey: refused('key'),
      badSignature: refused('signature'),
      unsigned: refused('unsigned'),
      skewed: refused('skewed'),
      changedBody: refused('body'),
    } as unknown as Parameters<typeof verifySignature>[2],
    {
      credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-for-this-run' },
      region: 'eu-west-1',
      now: new Date(),
      clockSkewSeconds: 300,
    },
  );
  await expect(verified).resolves.toBeUndefined();
});

it('a server that is not there is named', async () => {
  const server = await import('node:net').then(({ createServer }) => createServer().listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const connection = openConnection({});
  const api = prometheusApi(
    new URL(`http://127.0.0.1:${port}`),
    connection,
    authorizing({}, {}),
    async () => {},
  );
  await expect(api.queryRange('up', RANGE)).rejects.toThrow(`127.0.0.1:${port}: connect ECONNREFUSED`);
  connection.close();
});
