import type { Tone } from '../report.ts';

/** Text and ground in light and dark; each pair has a contrast of 4.5 or more (WCAG AA). */
export const COLOURS = {
  page: { light: '#f4f5f7', dark: '#15181c' },
  card: { light: '#ffffff', dark: '#1e2227' },
  text: { light: '#1c2126', dark: '#e6e9ec' },
  muted: { light: '#56606b', dark: '#a5afba' },
  line: { light: '#d9dee3', dark: '#3a424b' },
  link: { light: '#0b5cad', dark: '#7db8f5' },
} as const;

export const TONES: Readonly<Record<Tone, { text: Pair; ground: Pair }>> = {
  leaking: {
    text: { light: '#a11a12', dark: '#ffb4ab' },
    ground: { light: '#fdeceb', dark: '#4a1512' },
  },
  suspected: {
    text: { light: '#7a4f00', dark: '#f5cf80' },
    ground: { light: '#fff3d6', dark: '#42310a' },
  },
  unsure: {
    text: { light: '#3f4a56', dark: '#c6cfd8' },
    ground: { light: '#e9edf1', dark: '#2c343c' },
  },
  well: {
    text: { light: '#14632a', dark: '#8fe0a6' },
    ground: { light: '#e3f4e7', dark: '#123a1f' },
  },
};

interface Pair {
  light: string;
  dark: string;
}

/**
 * Rules for mail programs that know the dark mode; all others show what stands inline. The inline style wins without
 * `!important`.
 */
export const DARK_STYLE = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  '@media (prefers-color-scheme:dark){',
  `.page{background-color:${COLOURS.page.dark}!important}`,
  `.card{background-color:${COLOURS.card.dark}!important}`,
  `.text{color:${COLOURS.text.dark}!important}`,
  `.muted{color:${COLOURS.muted.dark}!important}`,
  `.line{border-color:${COLOURS.line.dark}!important}`,
  `.link{color:${COLOURS.link.dark}!important}`,
  ...Object.entries(TONES).map(
    ([tone, { text, ground }]) =>
      `.${tone}{color:${text.dark}!important;background-color:${ground.dark}!important}`,
  ),
  '}',
].join('');
