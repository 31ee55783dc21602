// For the sibling packages only: may change with any release.
export { detailsOf } from './connection/pending.js';
export { decide } from './invocation/retry-policy.js';
