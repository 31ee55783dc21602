import { HazelcastMap } from '../../../src/structures/map.js';
import type { RegisterPlace } from '../../../src/concurrency/map/register.js';
import type { Core } from '../../../src/structures/structure.js';

/** Registers of a client, in the map of this name. */
export function placeOf(core: Core, name: string): RegisterPlace {
  return { core, map: new HazelcastMap(core, name) };
}
