import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sendSigned, startEndpoint } from './fleet.ts';

describe('malformed input', () => {
  it.each([
    { body: '{"MaxResults":', text: 'SerializationException' },
    { body: '{"MaxResults":"5"}', text: 'SerializationException' },
    { body: '{"MaxResults":51}', text: "Value '51' at 'maxResults' failed to satisfy constraint" },
  ])('$body is answered with $text', async ({ body, text }) => {
    const { endpoint } = await startEndpoint();
    const headers = { 'x-amz-target': 'AmazonSSM.ListCommands' };
    const response = await sendSigned(endpoint, 'ssm', { path: '/', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(text);
  });

  it('a gzip that holds more than the memory should is refused', async () => {
    const { endpoint } = await startEndpoint();
    const headers = {
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      'content-encoding': 'gzip',
    };
    const body = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '));
    const response = await sendSigned(endpoint, 'monitoring', { path: '/', headers, body });
    expect(await response.text()).toContain('too large');
  });
});
