import { UnknownSchemaError } from '@hazelrx/protocol';
import Long from 'long';
import { defer, retry, Subject, type Subscription, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { LiveOptions } from '../../src/query/live-change.js';
import type { LiveSignal } from '../../src/query/live-source.js';
import { Story } from './live-story.js';
import { broken, listening, told } from './scripted-live.js';

/** One that listens from the start and is followed, of a cluster with these entries. */
function story(entries: string, options?: LiveOptions, takes?: readonly [number, number]): Story {
  const made = new Story(options, takes).has(0, entries).tell(0, listening);
  made.follow();
  return made;
}

const ALL = '0 1 2';

describe('the snapshot', () => {
  it('is read once all is told, and events of before are in it', () => {
    const early = new Story().has(0, 'a=1').tell(5, told('a=0'), broken('gap', 0)).tell(10, listening);
    early.follow();
    early.tells({ 10: ['[a=1]'] }, [ALL]);
  });

  it('may be empty', () => {
    story('').tells({ 0: ['[]'] }, [ALL]);
  });

  it('has what was told while it was read, be it older or newer than the answer', () => {
    // The read sees a=1 at 10; the events of 5 and 15 come before its answer at 20.
    story('a=1 b=1', {}, [10, 10])
      .tell(5, told('a=2'), told('b=1'), told('b=3<1'))
      .tell(15, told('-b<3'), told('c=4'))
      .tells({ 20: ['[a=2 c=4]'] }, [ALL]);
  });

  it('is nothing but one, however often all listen', () => {
    story('a=1')
      .tell(500, listening)
      .tells({ 0: ['[a=1]'] }, [ALL]);
  });
});

describe('events', () => {
  it('are told as differences, and read nothing', () => {
    story('a=1')
      .tell(10, told('b=1'), told('a=2<1'), told('a=2<2'), told('-b<1'), told('-c<1'))
      .tells({ 0: ['[a=1]'], 10: ['b=1', 'a=2<1', '-b<1'] }, [ALL]);
  });

  it('are believed over a read that was under way', () => {
    story('a=1 b=1 c=1', {}, [10, 10])
      .tell(100, broken('gap', 0, 1, 2))
      .has(205, 'a=2 b=2 c=2')
      // Two of the three came while it was read.
      .tell(215, told('a=3<2'), told('-b<1'))
      .tells({ 20: ['[a=1 b=1 c=1]'], 215: ['a=3<1', '-b<1'], 220: ['c=2<1'] }, [ALL, ALL]);
  });

  it('with an old value that is not the one of the event before: the key is looked at', () => {
    story('a=1')
      .tell(10, told('a=2<1'), told('a=4<3'))
      .has(20, 'a=4')
      .tell(30, told('-a<5'))
      .tells({ 0: ['[a=1]'], 10: ['a=2<1', 'a=4<2'], 30: ['-a<4'], 110: ['a=4'] }, [ALL, 'a']);
  });

  it('with an old value of before a read are late: events that follow are as old', () => {
    story('a=5')
      .tell(10, told('a=2<1'), told('a=5<2'), told('a=6<5'))
      .tells({ 0: ['[a=5]'], 10: ['a=2<5', 'a=5<2', 'a=6<5'] }, [ALL]);
  });

  it('of a member that does not own the key are a reason to look at it, once for all of them', () => {
    story('a=1 b=1 c=1')
      .tell(10, told('?a=2'), told('?a=3'), told('?-b'))
      .has(20, 'a=3 c=1')
      .tells({ 0: ['[a=1 b=1 c=1]'], 110: ['a=3<1', '-b<1'] }, [ALL, 'a b']);
  });

  it('of the owner count more than a look that is under way', () => {
    story('a=1 b=1', {}, [10, 10])
      .tell(50, told('?a=2'), told('?-b'))
      .tell(165, told('a=4'), told('b=5'))
      .tells({ 20: ['[a=1 b=1]'], 165: ['a=4<1', 'b=5<1'] }, [ALL, 'a b']);
  });

  it('that cannot be read before their schema is known are a reason to look, others end the view', () => {
    const unknown = new UnknownSchemaError(Long.ONE);
    story('a=1')
      .tell(10, told('a=2', unknown))
      .has(20, 'a=2')
      .tells({ 0: ['[a=1]'], 110: ['a=2<1'] }, [ALL, 'a']);
    story('a=1')
      .tell(10, told('a=2', new Error('unreadable')))
      .tell(20, told('a=3'))
      .tells({ 0: ['[a=1]'], 10: ['! unreadable'] }, [ALL]);
  });

  it('make it read a whole partition where keys cannot be read one by one', () => {
    const made = story('b=1').tell(10, told('?b=2'), told('?bb=2')).has(20, 'b=2');
    made.source.readsKeys = false;
    made.tells({ 0: ['[b=1]'], 110: ['b=2<1'] }, [ALL, '1']);
  });
});

describe('a re-synchronisation', () => {
  it('reads what is broken, and tells the differences', () => {
    const made = story('a=1 b=1 bb=1 c=1').has(10, 'a=2 b=2 bbb=2 c=2').tell(20, broken('gap', 1));
    made.tells({ 0: ['[a=1 b=1 bb=1 c=1]'], 120: ['b=2<1', 'bbb=2', '-bb<1'] }, [ALL, '1']);
    expect(made.resyncs).toEqual([{ causes: ['gap'], partitions: 1, keys: 0, differences: 3 }]);
  });

  it('is one for all that comes together', () => {
    const made = story('a=1 b=1')
      .tell(10, broken('gap', 0), told('?a=2'), told('?b=2'))
      .tell(60, broken('gap', 0), broken('verify', 2))
      .has(70, 'a=3 b=3');
    made.tells({ 0: ['[a=1 b=1]'], 110: ['a=3<1', 'b=3<1'] }, [ALL, '0 2 b']);
    expect(made.resyncs).toEqual([{ causes: ['gap', 'foreign', 'verify'], partitions: 2, keys: 1, differences: 2 }]);
  });

  it('waits for the one that is under way', () => {
    story('a=1', {}, [300, 300])
      .tell(1000, broken('gap', 0))
      .has(1500, 'a=2')
      .tell(1500, broken('gap', 0, 1))
      .tells({ 600: ['[a=1]'], 2400: ['a=2<1'] }, [ALL, '0', '0 1']);
  });

  it('does not begin for nothing', () => {
    const made = story('a=1').tell(10, broken('gap'), broken('moved'));
    made.tells({ 0: ['[a=1]'] }, [ALL]);
    expect(made.resyncs).toEqual([]);
  });

  it.each(['mapCleared', 'mapEvicted', 'moved'] as const)(
    'after %s looks once more at what was told soon after',
    cause => {
      const made = story('a=1 b=1')
        .has(10, '')
        .tell(20, broken(cause, 0, 1, 2))
        // Of before: no member will tell that they are gone.
        .tell(500, told('a=2<1'), told('c=1'))
        .tell(1500, told('c=2<1'));
      made.tells(
        { 0: ['[a=1 b=1]'], 120: ['-a<1', '-b<1'], 500: ['a=2', 'c=1'], 1220: ['-a<2', '-c<1'], 1500: ['c=2'] },
        [ALL, ALL, 'a c'],
      );
      expect(made.resyncs.map(({ causes }) => causes)).toEqual([[cause], ['late']]);
    },
  );

  it('does not do so for what was told before it read', () => {
    story('a=1')
      .tell(20, broken('mapCleared', 0, 1, 2), told('a=2<1'))
      .has(30, 'a=2')
      .tells({ 0: ['[a=1]'], 20: ['a=2<1'] }, [ALL, ALL]);
  });

  it('begins to count again with each that is told while it waits', () => {
    story('')
      .tell(20, broken('mapCleared', 0, 1, 2))
      .tell(1000, told('a=1'), broken('mapCleared', 0, 1, 2))
      .tell(1500, told('b=1'))
      .tells({ 0: ['[]'], 1000: ['a=1'], 1100: ['-a<1'], 1500: ['b=1'], 2220: ['-b<1'] }, [ALL, ALL, ALL, 'b']);
  });

  it('after a gap believes what is told from then on', () => {
    story('a=1')
      .tell(20, broken('gap', 0))
      .tell(500, told('a=2<1'))
      .tells({ 0: ['[a=1]'], 500: ['a=2<1'] }, [ALL, '0']);
  });

  it('comes by itself where it is asked for', () => {
    const made = story('a=1', { verifyEvery: 2000 }).has(1000, 'a=2').has(3000, 'a=3');
    made.tells({ 0: ['[a=1]'], 2100: ['a=2<1'], 4100: ['a=3<2'] }, [ALL, ALL, ALL]);
    expect(made.resyncs).toEqual([
      { causes: ['verify'], partitions: 3, keys: 0, differences: 1 },
      { causes: ['verify'], partitions: 3, keys: 0, differences: 1 },
    ]);
  });

  it('ends the view with what its observer throws', () => {
    const onResync = (): never => {
      throw new Error('observed');
    };
    story('a=1', { onResync })
      .tell(10, broken('gap', 0))
      .tell(500, told('a=2'))
      .tells({ 0: ['[a=1]'], 110: ['! observed'] }, [ALL, '0']);
  });
});

describe('those who subscribe', () => {
  it('share it; a late one begins with what is there then', () => {
    const made = story('a=1').tell(10, told('b=1'), told('a=2<1'), told('b=2<1'));
    const late: string[] = [];
    made.at(20, () => made.view$.subscribe(text => late.push(text))).tell(30, told('-a<2'));
    made.tells({ 0: ['[a=1]'], 10: ['b=1', 'a=2<1', 'b=2<1'], 30: ['-a<2'] }, [ALL]);
    expect(late).toEqual(['[a=2 b=2]', '-a<2']);
  });

  it('while another is being told get each change once', () => {
    const made = story('');
    const late: string[] = [];
    const first = made.view$.subscribe(text => {
      if (text !== 'a=1') return;
      first.unsubscribe();
      made.view$.subscribe(later => late.push(later));
    });
    made.tell(10, told('a=1'), told('a=2<1'));
    made.tells({ 0: ['[]'], 10: ['a=1', 'a=2<1'] }, [ALL]);
    expect(late).toEqual(['[a=1]', 'a=2<1']);
  });

  it('before the snapshot wait for it', () => {
    const made = story('a=1', {}, [10, 10]);
    const late: string[] = [];
    made.at(15, () => made.view$.subscribe(text => late.push(text)));
    made.tells({ 20: ['[a=1]'] }, [ALL]);
    expect(late).toEqual(['[a=1]']);
  });

  it('begin it anew after the last has left, and leave nothing behind', () => {
    const made = new Story({ verifyEvery: 700 }, [10, 10]).has(0, 'a=1').tell(5, listening);
    const first = made.follow();
    made
      .tell(100, broken('mapCleared', 0))
      .at(205, () => first.unsubscribe())
      .at(300, () => {
        expect(made.signals.observed).toBe(false);
        const second = made.follow();
        made.at(500, () => second.unsubscribe());
      })
      .tell(400, listening);
    made.tells({ 25: ['[a=1]'], 420: ['[a=1]'] }, [ALL, '0', ALL]);
    expect(made.signals.observed).toBe(false);
  });

  it('all get the error of what is told or read, and may begin again', () => {
    const made = story('a=1').at(10, () => made.signals.error(new Error('gone')));
    const other: string[] = [];
    made.view$.subscribe({ error: (error: Error) => other.push(error.message) });
    made.tells({ 0: ['[a=1]'], 10: ['! gone'] }, [ALL]);
    expect(other).toEqual(['gone']);
    const unread = new Story().tell(5, listening).tell(10, listening);
    unread.source.answers = () => throwError(() => new Error('refused'));
    unread.follow();
    unread.at(7, () => unread.follow());
    unread.tells({ 5: ['! refused'], 10: ['! refused'] }, [ALL, ALL]);
  });

  it('share the next one, where who has got an error begins again at once', () => {
    const made = new Story().has(0, 'a=1').tell(5, listening).tell(20, listening);
    let begun = 0;
    const { signals } = made;
    made.at(10, () => {
      const ended = new Subject<LiveSignal<string, string>>();
      made.source.signals$ = defer(() => (begun++ === 0 ? ended : signals));
      const told: string[] = [];
      for (let n = 0; n < 2; n++) made.view$.pipe(retry(1)).subscribe(text => told.push(text));
      ended.error(new Error('gone'));
      made.at(20, () => {
        made.view$.subscribe(text => told.push(text));
        expect(told).toEqual(['[a=1]', '[a=1]', '[a=1]']);
      });
    });
    made.scheduler.flush();
    expect(begun).toBe(2);
  });

  it('cost nothing that stays for each re-synchronisation', () => {
    const made = story('a=1')
      .tell(500, told('?a=1'))
      .tell(1000, broken('moved', 0))
      .tell(3000, broken('mapCleared', 0));
    const actions: Subscription[] = [];
    const { scheduler } = made;
    const schedule = scheduler.schedule.bind(scheduler);
    scheduler.schedule = (work, delay, state) => {
      const action = schedule(work, delay, state);
      actions.push(action);
      return action;
    };
    scheduler.flush();
    expect(made.resyncs).toHaveLength(3);
    expect(actions.length).toBeGreaterThan(3);
    expect(actions.filter(({ closed }) => !closed)).toEqual([]);
  });
});
