// Which group an object is in: what stands after the `@` of its name.
import { Refusal } from '../refusal.js';

export const DEFAULT_GROUP = 'default';

function refuse(message: string): never {
  throw new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
}

export function groupOf(proxyName: string): string {
  const [, group, ...more] = proxyName.trim().split('@');
  if (group === undefined) return DEFAULT_GROUP;
  if (more.length > 0) refuse('Custom group name must be specified at most once');
  const name = group.trim();
  if (name === '') refuse('Custom CP group name cannot be empty string');
  if (name.toUpperCase() === 'METADATA') refuse('CP data structures cannot run on the METADATA CP group!');
  return name.toLowerCase() === DEFAULT_GROUP ? DEFAULT_GROUP : name;
}
