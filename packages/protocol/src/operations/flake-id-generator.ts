import { int, long, string } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const flakeIdGeneratorNewIdBatch = /* @__PURE__ */ op(0x1c0100, 'FlakeIdGenerator.newIdBatch', () => ({
  retryable: true,
  request: { name: string, batchSize: int },
  response: { base: long, increment: long, batchSize: int },
}));
