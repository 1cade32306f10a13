import type { LocalHost } from '../hosts/local-host.ts';
import { AwsError } from './aws-error.ts';

export interface TagFilter {
  readonly name: string;
  readonly values: readonly string[];
}

/** EC2's filters: filters AND, their values OR; `*` and `?` are wildcards, letters count. */
export function matchesFilters(host: LocalHost, filters: readonly TagFilter[]): boolean {
  return filters.every(({ name, values }) => {
    const hostValues = valuesOf(host, name);
    return values.some((pattern) => hostValues.some((value) => wildcard(pattern).test(value)));
  });
}

function valuesOf(host: LocalHost, name: string): string[] {
  if (name.startsWith('tag:')) {
    const value = host.tags[name.slice('tag:'.length)];
    return value === undefined ? [] : [value];
  }
  switch (name) {
    case 'tag-key':
      return Object.keys(host.tags);
    case 'instance-state-name':
      return [host.state];
    case 'instance-id':
      return [host.hostId];
    case 'availability-zone':
      return [host.availabilityZone];
    default:
      throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
