import { boolean, list, long, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const topicPublish = /* @__PURE__ */ op(0x040100, 'Topic.publish', () => ({
  route: 'name',
  request: { name: string, message: valueData },
  response: {},
}));

export const topicRemoveMessageListener = /* @__PURE__ */ op(0x040300, 'Topic.removeMessageListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const topicAddMessageListener = /* @__PURE__ */ op(0x040200, 'Topic.addMessageListener', () => ({
  removedBy: topicRemoveMessageListener,
  request: { name: string, localOnly: boolean },
  response: { response: uuid },
  events: { Topic: { item: valueData, publishTime: long, uuid: uuid } },
}));

export const topicPublishAll = /* @__PURE__ */ op(0x040400, 'Topic.publishAll', () => ({
  route: 'name',
  request: { name: string, messages: list(valueData) },
  response: {},
}));
