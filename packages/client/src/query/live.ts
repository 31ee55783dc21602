import { defer, type Observable, type SchedulerLike } from 'rxjs';
import type { LiveChange, LiveOptions } from './live-change.js';
import type { LiveSource } from './live-source.js';
import { LiveView } from './live-view.js';

/** A view for all who subscribe to it; made anew after the last has left, or when it has failed. */
export function live<K, V>(
  source: LiveSource<K, V>,
  options: LiveOptions,
  scheduler: SchedulerLike,
): Observable<LiveChange<K, V>> {
  let view: LiveView<K, V> | undefined;
  return defer(() => {
    view ??= new LiveView(source, options, scheduler, () => (view = undefined));
    return view.changes();
  });
}
