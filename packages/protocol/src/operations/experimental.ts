import { byteArray, int, long, nullable, string } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const experimentalPipelineSubmit = /* @__PURE__ */ op(0xfd0100, 'Experimental.pipelineSubmit', () => ({
  retryable: true,
  request: {
    jobName: nullable(string),
    pipelineDefinition: string,
    resourceBundle: nullable(byteArray),
    resourceBundleChecksum: int,
  },
  response: { jobId: long },
}));
