/** `user` may read figures, `operator` also streams, `admin` everything. */
export type Level = 'user' | 'operator' | 'admin';

export interface LabConfiguration {
  readonly maxConnections: number;
  readonly hardStopAfterSeconds?: number | undefined;
  readonly sockets: readonly { readonly path: string; readonly level: Level }[];
  readonly ports: LabPorts;
  readonly origin: { readonly httpPort: number; readonly tcpPort: number };
  /** Sections after those of the lab. */
  readonly more?: string | undefined;
}

/** Where the lab's HAProxy listens on 127.0.0.1. */
export interface LabPorts {
  /** TCP mode, client and server timeouts of a minute. */
  readonly tcp: number;
  /** HTTP mode, client and server timeouts of a minute. */
  readonly http: number;
  /** HTTP mode for CONNECT and upgrades, `timeout tunnel 1h`. */
  readonly tunnel: number;
  /**
   * TCP mode without client and server timeouts: healthy streams that never expire. A new one shows an `exp` for a
   * second, what is left of the connect timeout.
   */
  readonly untimed: number;
}

/** The text of a configuration with one proxy for each way a connection can be timed. */
export function labConfiguration({
  maxConnections,
  hardStopAfterSeconds,
  sockets,
  ports,
  origin,
  more = '',
}: LabConfiguration): string {
  // Without idle connections to the origin, closing the clients leaves nothing open.
  const http = `127.0.0.1:${origin.httpPort} pool-max-conn 0`;
  const tcp = `127.0.0.1:${origin.tcpPort}`;
  return `global
    maxconn ${maxConnections}
    nbthread 2
${hardStopAfterSeconds ? `    hard-stop-after ${hardStopAfterSeconds}s\n` : ''}${sockets
  .map(({ path, level }) => `    stats socket ${path} mode 600 level ${level}\n`)
  .join('')}
defaults
    mode http
    timeout connect 1s
    timeout client 1m
    timeout server 1m
    timeout http-keep-alive 1m

frontend fe_tcp
    mode tcp
    bind 127.0.0.1:${ports.tcp}
    default_backend be_tcp
backend be_tcp
    mode tcp
    server tcp1 ${tcp}

frontend fe_http
    bind 127.0.0.1:${ports.http}
    default_backend be_http
backend be_http
    server http1 ${http}

frontend fe_tunnel
    bind 127.0.0.1:${ports.tunnel}
    default_backend be_tunnel
backend be_tunnel
    timeout tunnel 1h
    server tunnel1 ${http}

frontend fe_untimed
    mode tcp
    bind 127.0.0.1:${ports.untimed}
    timeout client 0
    default_backend be_untimed
backend be_untimed
    mode tcp
    timeout server 0
    server untimed1 ${tcp}
${more}`;
}
