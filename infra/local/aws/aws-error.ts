/** An answer that AWS gives instead of a result. Thrown by the embedded services, written out in each protocol's form. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further elements of the error's body, as S3's `Condition`. */
  readonly elements: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, elements: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.elements = elements;
  }
}

/** A connection that breaks instead of an answer; the mount closes the socket. `code` is what SDK clients retry on. */
export class ConnectionReset extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('socket hang up');
    this.name = 'ConnectionReset';
  }
}
