import { describe, expect, it, vi } from 'vitest';
import { Changes } from '../src/changes.js';

const late = () => new Error('late');

describe('Changes', () => {
  it('resolves at once when the condition is already true', async () => {
    await new Changes().until(() => true, 1_000, late);
  });

  it('looks again when woken', async () => {
    const changes = new Changes();
    let ready = false;
    const waiting = changes.until(() => ready, 1_000, late);
    ready = true;
    changes.wake();
    await waiting;
  });

  it('rejects with what the condition throws', async () => {
    const changes = new Changes();
    const condition = vi
      .fn<() => boolean>()
      .mockReturnValueOnce(false)
      .mockImplementation(() => {
        throw new Error('gone');
      });
    const waiting = changes.until(condition, 1_000, late);
    changes.wake();
    await expect(waiting).rejects.toThrow('gone');
    changes.wake();
    expect(condition).toHaveBeenCalledTimes(2);
  });

  it('rejects when the time is up', async () => {
    vi.useFakeTimers();
    try {
      const waiting = new Changes().until(() => false, 1_000, late);
      vi.advanceTimersByTime(1_000);
      await expect(waiting).rejects.toThrow('late');
    } finally {
      vi.useRealTimers();
    }
  });
});
