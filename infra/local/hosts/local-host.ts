/** One EC2 instance of the embedded endpoint: what EC2 says of it, and what SSM gets when it runs the probe there. */
export interface LocalHost {
  readonly hostId: string;
  readonly availabilityZone: string;
  readonly launchedAt: Date;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly tags: Readonly<Record<string, string>>;
  /** Whether SSM knows the host; a tag-targeted command makes no invocation for one that it doesn't know. */
  readonly managed: boolean;
  /** Called once an invocation, when the command is sent. */
  readonly answer: (invocation: LocalInvocation) => LocalAnswer | Promise<LocalAnswer>;
}

export interface LocalInvocation {
  readonly commandId: string;
  /** The checked-in probe's, or that of the one before it. */
  readonly documentName: string;
  readonly sentAt: Date;
}

/** How one invocation ends. `status` and `statusDetails` as in SSM's CommandInvocation. */
export interface LocalAnswer {
  readonly status:
    | 'Pending'
    | 'InProgress'
    | 'Delayed'
    | 'Success'
    | 'Cancelled'
    | 'TimedOut'
    | 'Failed'
    | 'Cancelling';
  readonly statusDetails: string;
  readonly stdout: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /**
   * Seconds at which the invocation reaches this status (until then it is InProgress): after SendCommand, or where
   * MaxConcurrency makes it wait, after its turn came. One that has not ended at the command's expiry is
   * "Delivery Timed Out", whatever stands here.
   */
  readonly afterSeconds?: number;
}
