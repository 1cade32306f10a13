/** A namespace as a search names it: with anything but letters and digits, it stands in quotes. */
export const quoted = (namespace: string): string =>
  /^[A-Za-z0-9]+$/.test(namespace) ? namespace : `"${namespace}"`;
