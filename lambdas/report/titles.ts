/** Titles of the sections of e-mail and page; of those whose titles differ, both. */
export const TITLES = {
  notYetKnown: { email: "What this first report can't show yet", page: 'What this report can’t show yet' },
  decisions: { email: 'To decide', page: 'To decide now' },
  findings: { email: 'Hosts that leak or are suspected', page: 'Leaking and suspected hosts' },
  nearLimits: 'At 90% of a limit or more',
  plan: 'Upgrade plan',
  verifications: 'Did the upgrades work?',
  mitigations: 'Until the upgrade',
  releases: 'Releases',
  endingBranches: 'Branches near their end',
  coverage: 'Coverage',
  acknowledged: 'Acknowledged',
  advisories: 'Known leaks',
  allHosts: 'All hosts',
} as const;
