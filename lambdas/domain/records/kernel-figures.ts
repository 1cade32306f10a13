import * as z from 'zod';
import { count, quantity, text } from './figure.ts';

export const Kernel = z
  .object({
    release: text,
    bootId: text.describe('Of /proc/sys/kernel/random/boot_id: another one is another boot.'),
    uptimeSeconds: quantity,
    pageBytes: count.describe('Bytes of a page: 4,096 on most hosts, 16 or 64 KiB on some arm64 kernels.'),
    cpuCount: count,
    memoryTotalBytes: count,
    memoryAvailableBytes: count,
  })
  .meta({ id: 'Kernel' });

export const Tcp = z
  .object({
    inUse: count,
    orphan: count,
    timeWait: count,
    allocated: count.describe('IPv4 and IPv6.'),
    inUse6: count,
    memoryPages: count.describe('Pages of TCP memory: `mem` of /proc/net/sockstat.'),
    memoryLowPages: count.describe('The first of the three numbers of tcp_mem.'),
    memoryPressurePages: count.describe('The second: beyond it the kernel is under memory pressure.'),
    memoryHighPages: count.describe('The third: beyond it the kernel refuses memory.'),
    pressureEvents: count.describe('Entries into memory pressure: TCPMemoryPressures of /proc/net/netstat.'),
    abortsOnMemory: count.describe('TCPAbortOnMemory of /proc/net/netstat.'),
    orphansMaximum: count.describe('Orphans beyond it are reset: tcp_max_orphans.'),
  })
  .meta({
    id: 'Tcp',
    description:
      "The host's TCP figures. `inUse`, `inUse6` and `timeWait` belong to one network namespace; `orphan`, `allocated` and `memoryPages` to the whole host.",
  });

export const Udp = z.object({ inUse: count, memoryPages: count }).meta({
  id: 'Udp',
  description:
    'UDP, which QUIC uses: `inUse` of the network namespaces that were seen, `memoryPages` of the whole host.',
});

export const LocalPorts = z.object({ first: count, last: count }).meta({
  id: 'LocalPorts',
  description: 'The range that outgoing connections take their local ports from.',
});
