import * as z from 'zod';

/**
 * The line that `probe.sh` prints: positional, since SSM keeps only 2,500 bytes of a host's output. Hosts are not
 * trusted: each text has a small alphabet and a length, each number is whole, safe and not negative.
 */

const count = z.int().nonnegative().nullable();
/** As bytes they are whole numbers, too, that the archive's readers take. */
const kilobytes = z
  .int()
  .nonnegative()
  .max(2 ** 43 - 1)
  .nullable();
const seconds = z.number().nonnegative().max(1e10).nullable();
const epochSeconds = z.int().nonnegative().max(253_402_300_799); // 9999-12-31T23:59:59Z
const place = z.int().nonnegative().max(31).nullable();
const words = (most: number) => z.string().regex(new RegExp(`^[A-Za-z0-9._+~:@/? -]{1,${most}}$`));

const Kernel = z.tuple([
  words(64).nullable(), // release
  words(36).nullable(), // boot id
  seconds, // uptime
  count, // bytes of a page
  count, // CPUs
  kilobytes, // memory
  kilobytes, // of these available
]);

const Tcp = z.tuple([
  count, // in use
  count, // orphans
  count, // in TIME_WAIT
  count, // allocated
  count, // in use, IPv6
  count, // pages of memory
  count, // tcp_mem: low
  count, // pressure
  count, // high
  count, // times under pressure
  count, // aborts for want of memory
]);

const Configuration = z.tuple([
  words(12).nullable(), // first hex digits of its SHA-256
  seconds, // timeout client
  seconds, // timeout server
  seconds, // timeout tunnel
  count, // proxies without a timeout
  seconds, // tcp-ut on bind lines
  seconds, // tcp-ut on server lines
  seconds, // hard-stop-after
]);

const Worker = z.tuple([
  count, // pid
  place, // of its version in `x`
  place, // of its package in `x`
  words(16).nullable(), // what became of the scan of its streams
  z.union([z.literal(0), z.literal(1)]).nullable(), // 1 running, 0 stopping
  place, // of its configuration in `c`
  epochSeconds.nullable(), // start
  seconds, // uptime
  count, // open files
  count, // most open files
  kilobytes, // resident
  count, // dead sockets
  count, // connections
  count, // most connections
  count, // TLS connections
  count, // connections since the start
  count, // requests since the start
  count, // bytes out since the start
  count, // streams
  count, // without a timer
  count, // stuck
  count, // stuck for 1 h
  count, // 6 h
  count, // 24 h
  count, // 7 d
  seconds, // the oldest
  count, // bytes that pools allocated
  count, // bytes in use
  z.int().positive().max(1e6).optional(), // workers that this entry sums up
]);

export const ProbeLine = z.object({
  v: z.literal(1),
  p: words(16),
  t: epochSeconds,
  k: Kernel,
  s: Tcp,
  x: z.array(words(64)).max(32),
  c: z.array(Configuration).max(32),
  w: z.array(Worker).max(9),
  n: z.array(words(32)).max(16),
  end: z.literal(1),
});
export type ProbeLine = z.infer<typeof ProbeLine>;
export type ProbeWorker = ProbeLine['w'][number];
