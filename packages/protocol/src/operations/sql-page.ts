import { type FrameField } from '../wire/field.js';
export const sqlPage: FrameField<never> = {
  size: 0,
  read: () => {
    throw 1;
  },
  write: () => {
    throw 1;
  },
};
