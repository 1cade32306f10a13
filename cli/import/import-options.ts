import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { DeploymentOptions } from '../deployment.ts';
import type { CredentialOptions } from './credentials.ts';

/** `auditor import prometheus`, as commander has it. */
export interface ImportOptions extends CredentialOptions, DeploymentOptions {
  url: URL;
  out: string;
  match?: readonly string[];
  days: number;
  step: number;
  until?: Date;
  join: readonly string[];
  hostMap?: ReadonlyMap<string, string>;
  roleLabel?: string;
  account: string;
  toArchive?: true;
  ca?: string;
  cert?: string;
  key?: string;
  json?: true;
}

/** @throws Error, with what is expected, for what is no address of a server */
export function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error('Expected an address such as http://prometheus:9090');
  }
  if (url.search !== '' || url.hash !== '') throw new Error('Expected an address without ? and #');
  url.pathname = url.pathname.replace(/\/(api\/v1(\/query(_range)?)?\/?)?$/, '');
  return url;
}

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const MATCHER = `[a-zA-Z_][a-zA-Z0-9_]*\\s*(?:=~|!~|!=|=)\\s*${STRING}`;
const MATCHERS = new RegExp(`^\\{?\\s*(${MATCHER}(?:\\s*,\\s*${MATCHER})*)?\\s*,?\\s*\\}?$`);

/** `{env="prod", job=~"lb.*"}`, with braces or without: its matchers. */
export function parseSelector(text: string): string {
  const [, matchers] = MATCHERS.exec(text.trim()) ?? [];
  if (matchers === undefined) throw new Error('Expected labels such as {env="prod", job=~"lb.*"}');
  return matchers;
}

/** `15m`, `1h`: a divisor of an hour, in seconds. */
export function parseStep(text: string): number {
  const [, count, unit] = /^(\d{1,2})(m|h)$/.exec(text) ?? [];
  const minutes = Number(count) * (unit === 'h' ? 60 : 1);
  if (!(minutes >= 1) || 60 % minutes !== 0) {
    throw new Error('Expected minutes that divide an hour, such as 5m, 15m or 1h');
  }
  return minutes * 60;
}

const HostMap = z.union([
  z.record(z.string().min(1), z.string().min(1)),
  z.array(z.tuple([z.string().min(1), z.string().min(1)])),
]);

/**
 * Other names of hosts and their ids: a JSON object, or a list of pairs.
 * @throws Error that names the file and what is wrong with it
 */
export function readHostMap(file: string): ReadonlyMap<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof SyntaxError ? 'not JSON' : 'it can not be read'}`);
  }
  const parsed = HostMap.safeParse(json);
  if (!parsed.success) {
    throw new Error(`${file}: expected {"lb-7": "i-0abc"} or [["lb-7", "i-0abc"]]`);
  }
  return new Map(Array.isArray(parsed.data) ? parsed.data : Object.entries(parsed.data));
}

/** `node,instance`. */
export const separated = (text: string): string[] => text.split(',').map((label) => label.trim());

/** An option's reader as commander asks for it. */
export const reads =
  <T>(read: (text: string) => T) =>
  (text: string): T => {
    try {
      return read(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };

/** The reader of an option that may be given several times. */
export const listing =
  <T>(read: (text: string) => T) =>
  (text: string, before: readonly T[] = []): T[] => [...before, reads(read)(text)];
