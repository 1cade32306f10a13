/** CloudWatch namespace of all metrics; the role of a publishing function is bound to it. */
export const METRIC_NAMESPACE = 'HaproxyFleetAuditor';
