import type { Request } from './file-server.js';
import type { SharedFile } from './shared-file.js';

export interface Kills {
  /** In equal shares of these sections. */
  readonly sections: number;
  readonly kills: number;
  readonly random: () => number;
}

/** Kills processes while they hold the lock: after they have read, or when they have written. */
export class Killer {
  done = 0;
  /** Whether what is due has to wait. */
  isPaused = false;
  #step: Request['step'] = 'read';

  constructor(
    readonly file: SharedFile,
    readonly plan: Kills,
    readonly kill: (process: number) => void,
  ) {}

  /** Before the process is told that this was done. */
  consider({ step, process }: Request): void {
    const { sections, kills, random } = this.plan;
    const isDue = this.done < kills && this.file.writes >= (sections * (this.done + 1)) / (kills + 1);
    if (this.isPaused || !isDue || step !== this.#step) return;
    this.done++;
    this.#step = random() < 0.5 ? 'read' : 'write';
    this.kill(process);
  }
}
