/** The least that `context.auditor` has to say. */
export const leastConfig = {
  fleetTag: { key: 'haproxy-fleet', value: 'production' },
  report: { sender: 'auditor@example.org', recipients: ['sre@example.org'] },
};
