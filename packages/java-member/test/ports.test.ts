import { describe, expect, it } from 'vitest';
import { holdFreePort, releasePort } from '../src/ports.js';

describe('holdFreePort', () => {
  it('hands out a port once, below those of outgoing connections', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => holdFreePort()));
    ports.forEach(releasePort);
    expect(new Set(ports).size).toBe(50);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(Math.min(...ports)).toBeGreaterThan(1_024);
  });
});
