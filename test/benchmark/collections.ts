// The queue, the ringbuffer and the topics that all contestants work on. What is in them are values of entries.ts.

export const QUEUE = 'benchmark-queue';
/** Of {@link RECORDS}, the first under sequence 0. */
export const RINGBUFFER = 'benchmark-records';
export const RELIABLE_TOPIC = 'benchmark-messages';
export const TOPIC = 'benchmark-topic';

/** What clients call the ringbuffer of the reliable topic. */
export const RELIABLE_TOPIC_RINGBUFFER = `_hz_rb_${RELIABLE_TOPIC}`;

export const RECORDS = 100_000;
/** Items that one read of a ringbuffer asks for, and what a queue or ringbuffer is filled by: as many as is allowed. */
export const BATCH = 1000;
/** More messages than are published before all are read: none is overwritten. */
const UNREAD = 300_000;

/** Of the member. A ringbuffer has room for 10,000 otherwise. */
export const MEMBER_CONFIG = {
  ringbuffer: { [RINGBUFFER]: { capacity: RECORDS }, [RELIABLE_TOPIC]: { capacity: UNREAD } },
};
