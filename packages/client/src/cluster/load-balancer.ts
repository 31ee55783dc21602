import { HazelcastError } from '../errors.js';
import type { LoadBalancer, LoadBalancerConfig } from '../options.js';

/** The balancer that a configuration asks for. `random` gives 0 ≤ n < 1. */
export function loadBalancer(
  { type = 'ROUND_ROBIN', customLoadBalancer }: LoadBalancerConfig,
  random: () => number,
): LoadBalancer {
  if (type === 'CUSTOM') {
    if (customLoadBalancer) return customLoadBalancer;
    throw new HazelcastError('INVALID_CONFIGURATION', 'loadBalancer.type CUSTOM needs loadBalancer.customLoadBalancer');
  }
  if (type === 'RANDOM') return { next: members => members[Math.floor(random() * members.length)] };
  let turn = Math.floor(random() * 1_000_000);
  return { next: members => members[turn++ % members.length] };
}
