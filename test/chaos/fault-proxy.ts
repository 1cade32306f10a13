import { join } from 'node:path';
import { launch, stopChild, until } from '../lab/launch.ts';
import { freePorts } from '../lab/network.ts';
import { type PythonEnvironment, pythonEnvironment } from '../python/environment.ts';

/**
 * What microburst (https://pypi.org/project/microburst/) runs in: a proxy that fails calls as the models of the services in
 * botocore have it. Installs it the first time.
 */
export const proxyEnvironment = (): PythonEnvironment =>
  pythonEnvironment(join(import.meta.dirname, 'requirements.txt'));

type Rule = Readonly<Record<string, unknown>>;

const PUT = { service: 's3', operation: 'PutObject' };

/** What the proxy can do to a call, as its rules: each kind by one or, where services name their errors differently, several. */
const RULES = {
  throttled: [
    { service: 's3', error: { code: 'SlowDown', status: 503 } },
    { service: 'ec2', error: { code: 'RequestLimitExceeded', status: 503 } },
    ...['ssm', 'cloudwatch', 'events'].map((service) => ({
      service,
      error: { code: 'ThrottlingException', status: 400 },
    })),
  ],
  'server-error': [{ service: '*', error: { code: 'InternalError', status: 500 } }],
  unavailable: [{ service: '*', error: { code: 'ServiceUnavailable', status: 503 } }],
  'gateway-timeout': [{ service: '*', timeout_ms: 20 }],
  reset: [{ service: '*', reset: true }],
  'upload-cut': [{ ...PUT, request: { cut_upload: { after_bytes: 64 } } }],
  // An empty text fits any value of a header.
  'write-conflict': ['if-none-match', 'if-match'].map((name) => ({
    ...PUT,
    headers: { [name]: '' },
    error: { code: 'ConditionalRequestConflict', status: 409 },
  })),
  /** The call was performed; of its answer only the headers come. */
  'answer-lost': [{ service: '*', response: { abort_bytes: 0 } }],
  'answer-cut': [{ service: '*', response: { abort_bytes: 48 } }],
  /** It ends as if it were complete. */
  'answer-short': [{ service: '*', response: { truncate_bytes: 48 } }],
  /** Elsewhere TLS alone sees to it, here the checksum too. */
  'answer-corrupt': [{ service: 's3', operation: 'GetObject', response: { corrupt_bytes: 8 } }],
  slow: [{ service: '*', latency: { min: 5, max: 60 } }],
} as const satisfies Record<string, readonly Rule[]>;
export type ProxyFault = keyof typeof RULES;
export const PROXY_FAULTS = Object.keys(RULES) as ProxyFault[];

export interface FaultProxy {
  readonly port: number;
  /** Nothing fails any more. */
  calm(): Promise<void>;
  /** By the proxy's own ledger. */
  fired(): Promise<ReadonlyMap<ProxyFault, number>>;
  stop(): Promise<void>;
}

/**
 * Starts the proxy on a free port of 127.0.0.1, in front of an endpoint; it ends with `stop`, and with this process in any case.
 *
 * @param share of the calls that fail
 * @param seed of what it draws
 */
export async function startFaultProxy(
  upstream: string,
  { share, seed }: { share: number; seed: number },
): Promise<FaultProxy> {
  const environment = proxyEnvironment();
  if ('missing' in environment) throw new Error(environment.missing);
  const [port = 0] = await freePorts(1);
  const program = `import random, sys; random.seed(${seed}); from microburst.cli import main; sys.exit(main())`;
  const argv = ['-c', program, '--upstream', upstream, '--port', `${port}`, '--no-resign'];
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
  const child = launch([environment.python, ...argv], { spawn: { stdio: 'ignore', env } });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/_microburst/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const stop = () => stopChild(child);
  const kindOf = new Map<number, ProxyFault>();
  try {
    await until('microburst', () => control('GET', 'health'), 30_000);
    // Of all rules that fit a call the first that is drawn is fired; few calls write an object.
    for (const kind of PROXY_FAULTS) {
      const rules = RULES[kind].map((rule) => ({
        ...rule,
        probability:
          (share / PROXY_FAULTS.length) * ('operation' in rule && rule.operation === PUT.operation ? 8 : 1),
      }));
      const made = (await control('PATCH', 'rules', rules)) as { id: number }[];
      for (const { id } of made) kindOf.set(id, kind);
    }
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    port,
    calm: async () => void (await control('DELETE', 'rules', [])),
    async fired() {
      const stats = (await control('GET', 'stats')) as { by_rule: { id: number; fired: number }[] };
      const fired = new Map<ProxyFault, number>();
      for (const { id, fired: times } of stats.by_rule) {
        const kind = kindOf.get(id);
        if (kind) fired.set(kind, (fired.get(kind) ?? 0) + times);
      }
      return fired;
    },
    stop,
  };
}
