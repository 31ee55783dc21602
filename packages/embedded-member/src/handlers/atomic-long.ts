// AtomicLong: 64 bits that wrap around. No functions, which are Java classes.
import {
  atomicLongAddAndGet,
  atomicLongCompareAndSet,
  atomicLongGet,
  atomicLongGetAndAdd,
  atomicLongGetAndSet,
} from '@hazelrx/protocol/operations';
import type { Service } from '../cluster.js';
import { doing, reading } from '../cp/in-group.js';

export const atomicLongService: Service = {
  handlers: [
    reading(atomicLongGet, (group, { name }) => ({ response: group.longs.get(name).value })),
    doing(atomicLongAddAndGet, (group, { name, delta }) => {
      const atomic = group.longs.get(name);
      atomic.value = atomic.value.add(delta);
      return { response: atomic.value };
    }),
    doing(atomicLongGetAndAdd, (group, { name, delta }) => {
      const atomic = group.longs.get(name);
      const response = atomic.value;
      atomic.value = response.add(delta);
      return { response };
    }),
    doing(atomicLongGetAndSet, (group, { name, newValue }) => {
      const atomic = group.longs.get(name);
      const response = atomic.value;
      atomic.value = newValue;
      return { response };
    }),
    doing(atomicLongCompareAndSet, (group, { name, expected, updated }) => {
      const atomic = group.longs.get(name);
      const response = atomic.value.equals(expected);
      if (response) atomic.value = updated;
      return { response };
    }),
  ],
};
