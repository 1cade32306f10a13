import * as z from 'zod';

/** What most fleets have, so that every host is taken to meet it. */
const COMMON_NEEDS = {
  applets: "HAProxy's own services, such as the statistics page or the runtime API",
  'health-checks': 'health checks',
  'proxy-protocol': 'the PROXY protocol',
  h2: 'HTTP/2',
  'h2-servers': 'HTTP/2 to servers',
  'http-reuse': 'reuse of server connections',
  'master-worker': 'master-worker mode',
  'memory-short': 'memory that runs short',
  'missing-timeouts': 'a timeout that is not set',
  redispatch: 'redispatch to another server',
  reloads: 'reloads',
  'server-maxconn': '`maxconn` on server lines',
  'tcp-mode': 'TCP mode',
  threads: 'more than one thread',
  tls: 'TLS',
  'tls-servers': 'TLS to servers',
  tunnels: 'tunnels: CONNECT, websockets, upgrades',
  'unlimited-descriptors': 'a limit of descriptors that is unlimited',
  'zero-copy': 'zero-copy forwarding, on by default',
} as const;

/** A feature, a directive or a command that most fleets don't use. */
const OPTIONAL_NEEDS = {
  acme: 'the built-in ACME client',
  'async-engine': 'an asynchronous TLS engine',
  'bandwidth-limits': 'filters that limit bandwidth',
  cache: 'the cache',
  captures: 'captures of headers or samples',
  'certificate-updates': 'certificates replaced at run time',
  compression: 'compression',
  converters: 'a certain sample or converter',
  'device-detection': 'device detection',
  'dynamic-servers': 'servers added or removed at run time',
  'early-data': 'early data of TLS or QUIC',
  'failed-start': 'a start or reload that fails',
  fcgi: 'FastCGI',
  filters: 'filters: compression, cache, SPOE, Lua, traces',
  'generate-certificates': '`generate-certificates`',
  'http-client': "HAProxy's own HTTP client: OCSP updates, Lua, ACME",
  'http-redirect': '`http-request redirect` with options',
  'inherited-sockets': 'sockets that HAProxy inherits: `fd@`, systemd',
  'log-forward': '`log-forward`',
  lua: 'Lua',
  maps: 'maps or ACLs changed at run time',
  'master-cli': "commands at the master's socket",
  musl: 'a C library other than glibc',
  ocsp: 'OCSP stapling',
  other: 'something rare, as said',
  peers: '`peers`',
  quic: 'QUIC',
  resolvers: '`resolvers`',
  retries: '`retry-on`',
  'reverse-http': 'reverse HTTP',
  rings: 'rings and logs over TCP',
  'runtime-api': 'commands at the runtime API',
  'server-templates': '`server-template`',
  'source-ports': 'a range of ports in `source`',
  splicing: 'splicing',
  spoe: 'SPOE',
  'stats-file': 'a statistics file',
  'stats-page': 'the statistics page',
  'stick-tables': 'stick tables',
  'tcp-inspection': '`tcp-request inspect-delay`',
  'thread-groups': 'more than one thread group',
  'tls-captures': '`tune.ssl.capture-buffer-size`',
  'tls-library': 'a certain TLS library',
  'wait-for-body': '`wait-for-body`',
} as const;

const WORDS = { ...COMMON_NEEDS, ...OPTIONAL_NEEDS };

/** What a configuration or its traffic must have for a bug to show. */
export const Need = z.enum(Object.keys(WORDS) as [keyof typeof WORDS, ...(keyof typeof WORDS)[]]);
export type Need = z.infer<typeof Need>;

/** All of them, by name. */
export const NEEDS: readonly Need[] = Need.options.toSorted();

export const isNeed = (word: string): word is Need => Object.hasOwn(WORDS, word);

export const isOptional = (need: Need): boolean => need in OPTIONAL_NEEDS;

/** In words, as after "with". */
export const needWords = (need: Need): string => WORDS[need];
