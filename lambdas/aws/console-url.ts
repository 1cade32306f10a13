import { CONSOLE_HOSTS } from './console-hosts.ts';
import type { Archive } from './s3-history.ts';

/** Where the console shows an object to whoever may read it. */
export function consoleUrl({ bucket, region }: Pick<Archive, 'bucket' | 'region'>, key: string): string {
  const host = CONSOLE_HOSTS[partitionOf(region)];
  return `https://${region}.${host}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}

function partitionOf(region: string): keyof typeof CONSOLE_HOSTS {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
