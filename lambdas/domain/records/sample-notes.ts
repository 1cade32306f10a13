// Notes of samples that a program other than the probe writes, by what it can't see.

/** Only the running worker is seen, as HAProxy's own exporter shows it: that no old one is listed says nothing. */
export const OLD_WORKERS_UNSEEN = 'old-workers-unseen';

/** Nobody read the limits of TCP memory: they are the kernel's default for the host's memory. */
export const TCP_LIMITS_ASSUMED = 'tcp-limits-assumed';
