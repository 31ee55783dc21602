import type { Decoded, Encodable, Fields, FrameField } from './field.js';
import { Plan } from './plan.js';

/**
 * A custom type of the protocol as a field. What a newer peer appends is skipped. `name` is the protocol's, for the
 * golden test; the fields come from a function so that bundlers can drop the type where nobody uses it.
 */
export function structure<F extends Fields>(
  name: string,
  define: () => F,
): FrameField<Decoded<F>, Encodable<F>> & { readonly typeName: string; readonly fields: F } {
  const fields = define();
  let plan: Plan<F> | undefined;
  return {
    size: 0,
    typeName: name,
    fields,
    read: reader => (plan ??= new Plan(fields, 0)).decodeStructure(reader),
    write: (writer, value) => (plan ??= new Plan(fields, 0)).encodeStructure(writer, value),
  };
}
