import { brotliCompressSync, constants } from 'node:zlib';

/** The best one takes twenty times as long, and saves a fourteenth. */
const QUALITY = 9;

/**
 * A module as one that unpacks itself when it is loaded, which takes milliseconds: a template with the three functions
 * would otherwise be larger than the 1 MB that CloudFormation takes.
 * @param code a CommonJS module that exports `handler`
 */
export function selfUnpacking(code: string): string {
  const packed = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }).toString(
    'base64',
  );
  return [
    `const packed = '${packed}';`,
    "const code = require('node:zlib').brotliDecompressSync(Buffer.from(packed, 'base64')).toString();",
    'module._compile(code, __filename);',
    // What Node reads of a CommonJS module that is imported, without running it.
    '0 && (module.exports = { handler: 0 });',
    '',
  ].join('\n');
}
