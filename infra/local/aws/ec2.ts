import type { LocalHost } from '../hosts/local-host.ts';
import { AwsError } from './aws-error.ts';
import { matchesFilters, type TagFilter } from './ec2-filters.ts';
import type { Answer, EmbeddedApi, Refusals } from './embedded-api.ts';
import { pageOf } from './page.ts';
import { type XmlValue, xmlDocument } from './xml.ts';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

const STATE_CODES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export interface Ec2Options {
  readonly accountId: string;
  readonly hosts: () => readonly LocalHost[];
  readonly newId: () => string;
}

/** EC2 of the embedded endpoint: DescribeInstances, one reservation a host. */
export function createEc2({ accountId, hosts, newId }: Ec2Options): EmbeddedApi {
  return {
    name: 'ec2',
    signingName: 'ec2',
    bodyLimitBytes: 256 * 1024,
    refusals: EC2_REFUSALS,
    operationOf: ({ body }) => formOf(body).get('Action') ?? '',
    perform(operation, { body }) {
      if (operation !== 'DescribeInstances') {
        throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
      }
      const { found, nextToken } = describeInstances(formOf(body), hosts());
      const reservationSet = { item: found.map((host) => reservation(host, accountId)) };
      return xmlReply(200, 'DescribeInstancesResponse', { requestId: newId(), reservationSet, nextToken });
    },
    refuse: (error) =>
      xmlReply(error.status, 'Response', {
        Errors: { Error: { Code: error.code, Message: error.message } },
        RequestID: newId(),
      }),
  };
}

function describeInstances(form: URLSearchParams, hosts: readonly LocalHost[]) {
  const ids = listOf(form, 'InstanceId');
  const size = pageSize(form, ids.length > 0);
  const unknown = ids.find((id) => !hosts.some(({ hostId }) => hostId === id));
  if (unknown) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${unknown}' does not exist`);
  }
  const filters = filtersOf(form);
  const matching = hosts.filter(
    (host) => (ids.length === 0 || ids.includes(host.hostId)) && matchesFilters(host, filters),
  );
  const page = pageOf(matching, size, form.get('NextToken') ?? undefined);
  if (!page) throw new AwsError('InvalidNextToken', 'The token is not valid.');
  return { found: page.items, nextToken: page.nextToken };
}

/** Hosts a page: 5 to 1,000, and 1,000 where none is asked for. */
function pageSize(form: URLSearchParams, hasIds: boolean): number {
  const text = form.get('MaxResults');
  if (text === null) return 1000;
  if (hasIds) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  const size = Number(text);
  if (Number.isInteger(size) && size >= 5 && size <= 1000) return size;
  const expectation = size < 5 ? 'greater than 5' : 'less than 1000';
  throw new AwsError(
    'InvalidParameterValue',
    `Value ( ${text} ) for parameter maxResults is invalid. Expecting a value ${expectation}.`,
  );
}

function filtersOf(form: URLSearchParams): TagFilter[] {
  const names = [...form.keys()].filter((key) => /^Filter\.\d+\.Name$/.test(key));
  return names.map((key) => ({
    name: form.get(key) ?? '',
    values: listOf(form, key.replace(/Name$/, 'Value')),
  }));
}

const listOf = (form: URLSearchParams, prefix: string): string[] =>
  [...form]
    .filter(([key]) => /^\.\d+$/.test(key.slice(prefix.length)) && key.startsWith(prefix))
    .map(([, value]) => value);

const formOf = (body: Uint8Array): URLSearchParams => new URLSearchParams(Buffer.from(body).toString('utf8'));

function reservation(host: LocalHost, accountId: string): { [name: string]: XmlValue } {
  return {
    reservationId: host.hostId.replace(/^i-/, 'r-'),
    ownerId: accountId,
    instancesSet: {
      item: {
        instanceId: host.hostId,
        instanceState: { code: STATE_CODES[host.state], name: host.state },
        launchTime: host.launchedAt.toISOString(),
        placement: { availabilityZone: host.availabilityZone, tenancy: 'default' },
        tagSet: { item: Object.entries(host.tags).map(([key, value]) => ({ key, value })) },
      },
    },
  };
}

const xmlReply = (status: number, root: string, content: { [name: string]: XmlValue }): Answer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: xmlDocument(root, content, status === 200 ? NAMESPACE : undefined),
});

const notAuthentic = () =>
  new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);

const EC2_REFUSALS: Refusals = {
  unsigned: () => new AwsError('MissingParameter', 'The request must contain the parameter AWSAccessKeyId'),
  unknownKey: notAuthentic,
  badSignature: notAuthentic,
  changedBody: notAuthentic,
  skewed: () => new AwsError('RequestExpired', 'Request has expired.'),
  throttled: () => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
  failed: (status) =>
    status === 503
      ? new AwsError('Unavailable', 'The service is unavailable. Please try again shortly.', 503)
      : new AwsError('InternalError', 'An internal error has occurred', status),
  tooLarge: () => new AwsError('InvalidParameterValue', 'The request is too large', 413),
};
