/** No timer runs longer, in milliseconds: 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1;
