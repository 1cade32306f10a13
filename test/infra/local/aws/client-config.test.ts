import { describe, expect, it } from 'vitest';
import { directClientConfig } from '../../../../infra/local/aws/client-config.ts';
import { API_CALLS, APIS } from './api-calls.ts';
import { clientsOf, startEndpoint } from './fleet.ts';

describe('direct clients', () => {
  it.each(APIS)('reach %s without a socket', async (api) => {
    const { endpoint } = await startEndpoint();
    await API_CALLS[api](clientsOf(directClientConfig(endpoint)));
    expect(endpoint.calls.map(({ service }) => service)).toEqual([api]);
  });
});
