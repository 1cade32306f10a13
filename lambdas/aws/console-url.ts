import type { Archive } from './s3-history.ts';

/** Where the console shows an object to whoever may read it. */
export function consoleUrl({ bucket, region }: Pick<Archive, 'bucket' | 'region'>, key: string): string {
  const [name] = Object.entries(CONSOLES).find(([, prefix]) => region.startsWith(prefix)) ?? [];
  const host = name ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}

/** The partitions that have consoles of their own, by the beginning of their regions. */
const CONSOLES = { 'console.amazonaws.cn': 'cn-', 'console.amazonaws-us-gov.com': 'us-gov-' } as const;
