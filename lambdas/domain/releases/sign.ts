import * as z from 'zod';

/** What somebody sees on a host, or knows of it, that points to an ordinary cause; no bug takes any of these. */
const WORDS = {
  'busy-polling': '`busy-polling`',
  'descriptor-limit': 'a limit of descriptors below what `maxconn` takes',
  'follows-traffic': 'CPU that rises and falls with the traffic',
  'from-start': 'so from the start on, before any traffic, or no start at all',
  'hashed-passwords': '`userlist` with hashed passwords',
  'heavy-rules': 'rules that take the CPU, by `perf top`: regular expressions, `map_reg`, Lua',
  'idle-pool': 'connections that `show servers conn` counts as idle',
  'large-buffers': '`tune.bufsize` or windows of HTTP/2 or QUIC set above their default',
  'large-tables': 'stick tables, maps, caches or TLS session caches of millions of entries',
  'levels-off': 'memory that stops growing after a while, under the same load',
  'long-connections': 'connections that are in use for hours: websockets, databases, downloads',
  'long-timeouts': 'client, server or tunnel timeouts of hours, or none',
  'malloc-trim': '`malloc_trim` or `trim_all_pools` in `perf top`, a trace or a warning',
  'many-checks': 'health checks of hundreds of servers, or every second or two',
  'maxconn-over-memory': '`maxconn` for more connections than the memory can hold',
  'memory-limits': '`-m` or `tune.buffers.limit`',
  'nbproc-before': 'several processes (`nbproc`) before, threads now',
  'openssl-locks': 'OpenSSL 3 that takes the CPU, by `perf top`: futex, pthread, libcrypto',
  'other-allocator-helps': 'less memory with another allocator, such as jemalloc',
  'ports-short': 'about as many connections to one server as there are local ports',
  'servers-down': 'servers that are down while clients try again',
  'socket-buffers': '`tcp_rmem` or `tcp_wmem` that, times the connections, exceed `tcp_mem`',
  'thread-caches': 'pools that grow, though most of what is used is thread caches, by `show pools`',
  'threads-over-cpus': 'more threads than CPUs to run on: a quota, a busy neighbour or hypervisor',
  'time-wait': 'sockets in TIME_WAIT',
  'tls-handshakes':
    'full TLS handshakes that take the CPU: RSA in `perf top`, SslFrontendKeyRate near 1000 a core',
} as const;

export const Sign = z.enum(Object.keys(WORDS) as [keyof typeof WORDS, ...(keyof typeof WORDS)[]]);
export type Sign = z.infer<typeof Sign>;

/** All of them, by name. */
export const SIGNS: readonly Sign[] = Sign.options.toSorted();

export const isSign = (word: string): word is Sign => Object.hasOwn(WORDS, word);

/** In words, as after "with". */
export const signWords = (sign: Sign): string => WORDS[sign];
