import { describe, expect, it } from 'vitest';
import { consoleUrl } from '../../lambdas/aws/console-url.ts';

describe('a link to the console', () => {
  it.each([
    { region: 'eu-west-1', host: 'https://eu-west-1.console.aws.amazon.com/' },
    { region: 'cn-north-1', host: 'https://cn-north-1.console.amazonaws.cn/' },
    { region: 'us-gov-west-1', host: 'https://us-gov-west-1.console.amazonaws-us-gov.com/' },
  ])('in $region goes to the console of its partition', ({ region, host }) => {
    expect(consoleUrl({ bucket: 'archive', region }, 'digests/a=b/digest.txt')).toBe(
      `${host}s3/object/archive?region=${region}&prefix=digests%2Fa%3Db%2Fdigest.txt`,
    );
  });
});
