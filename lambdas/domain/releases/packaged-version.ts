import { parseVersion, type Version } from '../records/version.ts';
import { enterprisePackage } from './enterprise-release.ts';

/**
 * The version in `haproxy 2.8.11-1ubuntu2`, without a packager's epoch.
 * @returns `null` for what names no version of HAProxy: the Enterprise packages (`hapee-…`) count their own
 */
export function packagedVersion(text: string | null): Version | null {
  if (text === null || enterprisePackage(text) !== null) return null;
  const word = text.slice(text.lastIndexOf(' ') + 1);
  return parseVersion(word.replace(/^\d{1,3}:/, ''));
}
