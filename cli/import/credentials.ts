import { readFileSync } from 'node:fs';
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { OutgoingRequest } from './request.ts';

/** How a server is told who asks. Secrets come from files and the environment: a command line is everybody's to read. */
export interface CredentialOptions {
  /** For basic authentication; the password is in `passwordFile` or PROMETHEUS_PASSWORD. */
  user?: string;
  passwordFile?: string;
  /** For a bearer token; else PROMETHEUS_TOKEN. */
  tokenFile?: string;
  /** Region of Amazon Managed Service for Prometheus, whose requests are signed. */
  sigv4?: string;
  /** `X-Scope-OrgID` of Mimir, Cortex and Loki's kin. */
  tenant?: string;
  /** `Name: value`, each. */
  header?: readonly string[];
}

/** Adds what a request needs to be let in. */
export type Authorize = (request: OutgoingRequest) => Promise<OutgoingRequest>;

/**
 * @param environment of the process: PROMETHEUS_PASSWORD, PROMETHEUS_TOKEN
 * @throws Error that says which option is wrong, or which file can't be read
 */
export function authorizing(
  options: CredentialOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Authorize {
  const own = Object.fromEntries((options.header ?? []).map(headerOf));
  const tenant = options.tenant === undefined ? {} : { 'x-scope-orgid': options.tenant };
  const authorization = authorizationOf(options, environment);
  const headers = { ...authorization, ...tenant, ...own };
  const plain: Authorize = async (request) => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });
  if (options.sigv4 === undefined) return plain;
  if (authorization !== undefined) throw new Error('--sigv4 goes with neither --user nor a token');
  const sign = signing(options.sigv4);
  return async (request) => sign(await plain(request));
}

function headerOf(text: string): [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\x20-\x7e]*)$/.exec(text) ?? [];
  // The value may be a secret: it is not repeated.
  if (name === undefined || value === undefined)
    throw new Error('--header: expected "Name: value" in plain ASCII');
  return [name.toLowerCase(), value];
}

function authorizationOf(
  { user, passwordFile, tokenFile }: CredentialOptions,
  { PROMETHEUS_PASSWORD, PROMETHEUS_TOKEN }: Readonly<Record<string, string | undefined>>,
): { authorization: string } | undefined {
  if (user !== undefined) {
    if (tokenFile !== undefined) throw new Error('--user and --token-file exclude each other');
    const password = passwordFile === undefined ? PROMETHEUS_PASSWORD : secretOf(passwordFile);
    if (password === undefined) throw new Error('--user needs --password-file, or PROMETHEUS_PASSWORD');
    return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  }
  if (passwordFile !== undefined) throw new Error('--password-file needs --user');
  const token = tokenFile === undefined ? PROMETHEUS_TOKEN : secretOf(tokenFile);
  return token === undefined ? undefined : { authorization: `Bearer ${token}` };
}

/** Files of secrets often end in a line feed. */
const secretOf = (file: string): string => readFileSync(file, 'utf8').replace(/\r?\n$/, '');

/** Signs as Amazon Managed Service for Prometheus asks for, with the credentials that the SDK finds. */
function signing(region: string): Authorize {
  // Any client knows them, and how to hash.
  const { credentials, sha256 } = new STSClient({ region }).config;
  const signer = new SignatureV4({ service: 'aps', region, credentials, sha256 });
  return async ({ url, headers, body }) => {
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      body,
    });
    return { url, headers: signed.headers, body };
  };
}
