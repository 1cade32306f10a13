import { type Browser, chromium } from 'playwright-core';
import { findProgram, needs, programPath } from '../lab/needs.ts';

/** By any of its names. */
const NAME =
  ['chromium', 'chromium-browser', 'google-chrome'].find((name) => findProgram(name) !== undefined) ??
  'chromium';

/** Chromium, for `describe.skipIf`. */
export const needsBrowser = () => needs(NAME);

/** What a reader may have: the width of the window in CSS pixels, and the colour scheme. */
export const LOOKS = [
  { name: 'desktop-light', width: 1280, scheme: 'light' },
  { name: 'desktop-dark', width: 1280, scheme: 'dark' },
  { name: 'phone-light', width: 390, scheme: 'light' },
  { name: 'phone-dark', width: 390, scheme: 'dark' },
] as const;

/** Chromium without its sandbox, which a container's root can't have: it opens our own pages alone. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: programPath(NAME), args: ['--no-sandbox'] });
