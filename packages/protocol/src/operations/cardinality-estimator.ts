import { long, string } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const cardinalityEstimatorAdd = /* @__PURE__ */ op(0x190100, 'CardinalityEstimator.add', () => ({
  route: 'name',
  request: { name: string, hash: long },
  response: {},
}));

export const cardinalityEstimatorEstimate = /* @__PURE__ */ op(0x190200, 'CardinalityEstimator.estimate', () => ({
  route: 'name',
  request: { name: string },
  response: { response: long },
}));
