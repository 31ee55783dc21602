// AtomicReference: one value, compared by its bytes. No functions, which are Java classes.
import type { Data } from '@hazelrx/protocol';
import { atomicRefCompareAndSet, atomicRefContains, atomicRefGet, atomicRefSet } from '@hazelrx/protocol/operations';
import type { Service } from '../cluster.js';
import { doing, reading } from '../cp/in-group.js';

function equal(one: Data | null, other: Data | null): boolean {
  return one && other ? one.equals(other) : one === other;
}

export const atomicRefService: Service = {
  handlers: [
    reading(atomicRefGet, (group, { name }) => ({ response: group.references.get(name).value })),
    reading(atomicRefContains, (group, { name, value }) => ({
      response: equal(group.references.get(name).value, value),
    })),
    doing(atomicRefSet, (group, { name, newValue, returnOldValue }) => {
      const reference = group.references.get(name);
      const response = returnOldValue ? reference.value : null;
      reference.value = newValue;
      return { response };
    }),
    doing(atomicRefCompareAndSet, (group, { name, oldValue, newValue }) => {
      const reference = group.references.get(name);
      const response = equal(reference.value, oldValue);
      if (response) reference.value = newValue;
      return { response };
    }),
  ],
};
