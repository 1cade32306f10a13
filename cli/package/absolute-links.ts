/** Where a page of the repository stands for whoever has only the page. */
export interface LinkBase {
  /** `https://github.com/owner/name`. */
  repository: string;
  /** Tag or commit, so that what a release's page links to is what it was. */
  ref: string;
}

/**
 * The address of a repository as people open it.
 * @param url of package.json: `git+https://…`, `git@…` or `https://…`, with or without `.git`
 */
export const repositoryAddress = (url: string): string =>
  url
    .replace(/^git\+/, '')
    .replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/')
    .replace(/\.git$/, '');

/** A page with every link and picture that was relative to the repository's root made whole; blocks of code stay as they are. */
export function withAbsoluteLinks(markdown: string, base: LinkBase): string {
  return markdown
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : absolute(part, base)))
    .join('');
}

function absolute(text: string, { repository, ref }: LinkBase): string {
  const at = (kind: 'blob' | 'raw', target: string) =>
    isRelative(target) ? `${repository}/${kind}/${ref}/${target}` : target;
  return text
    .replaceAll(/(!?)(\[[^\]]*\])\(([^)\s]+)\)/g, (_, picture: string, label: string, target: string) => {
      return `${picture}${label}(${at(picture === '!' ? 'raw' : 'blob', target)})`;
    })
    .replaceAll(
      /\b(src|srcset)="([^"]+)"/g,
      (_, name: string, target: string) => `${name}="${at('raw', target)}"`,
    );
}

/** Of the repository: no address, and no heading of the page itself. */
const isRelative = (target: string): boolean => !/^([a-z]+:|#|\/)/i.test(target);
