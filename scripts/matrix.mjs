/**
 * The contracts against the clusters they ran on, as lines of text: what each part of each suite came to. Empty when no
 * contract ran.
 */
export function matrix(testModules) {
  const suites = bySuite(testModules.filter(({ moduleId }) => moduleId.endsWith('.contract.ts')));
  const clusters = columns(suites);
  const rows = Array.from(suites, ([suite, runs]) => rowsOf(suite, runs, clusters)).flat();
  return rows.length === 0 ? [] : aligned([['', ...clusters], ...rows]);
}

/** Suite → cluster → its runs there. `describeOn` says in `meta` what is what. */
function bySuite(testModules) {
  const suites = new Map();
  for (const run of testModules.flatMap(module => [...module.children.suites()])) {
    const { onCluster } = run.meta();
    if (onCluster) add(at(suites, onCluster.suite), onCluster.cluster, run);
  }
  return suites;
}

/** All clusters, in the order of the suites that run on the most. */
function columns(suites) {
  const byBreadth = [...suites.values()].sort((one, other) => other.size - one.size);
  return [...new Set(byBreadth.flatMap(runs => [...runs.keys()]))];
}

/** One row for the suite, and one for each part of it that is described at its first level. */
function rowsOf(suite, runs, clusters) {
  const parts = new Map();
  for (const [cluster, part] of partsOf(runs)) add(at(parts, part.name), cluster, part);
  const row = (name, cells) => [name, ...clusters.map(cluster => cell(cells.get(cluster) ?? []))];
  return [row(suite, runs), ...Array.from(parts, ([name, cells]) => row(`  ${name}`, cells))];
}

function* partsOf(runs) {
  for (const [cluster, each] of runs)
    for (const run of each) for (const part of run.children.suites()) yield [cluster, part];
}

function cell(runs) {
  if (runs.length === 0) return '–';
  const states = runs.flatMap(run => Array.from(run.children.allTests(), test => test.result().state));
  const [passed, skipped] = ['passed', 'skipped'].map(state => states.filter(each => each === state).length);
  // A test that is still pending was cut off with its worker.
  const failed = states.length - passed - skipped;
  if (failed > 0) return `${failed} FAILED of ${states.length}`;
  if (runs.some(isBroken)) return 'FAILED';
  if (passed === 0) return 'skipped';
  return skipped > 0 ? `${passed} ok, ${skipped} skipped` : `${passed} ok`;
}

/** A hook failed, its own, of a part of it, or of what it is a part of: then tests that passed say little. */
function isBroken(suite) {
  const around = suite.parent.type === 'suite' ? [suite.parent] : [];
  return [...around, suite, ...suite.children.allSuites()].some(each => each.errors().length > 0);
}

/** The first column to the left, the others to the right. */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  const pad = (text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]));
  return rows.map(row => row.map(pad).join('  '));
}

/** The map of this key, new at the first. */
function at(maps, key) {
  if (!maps.has(key)) maps.set(key, new Map());
  return maps.get(key);
}

function add(lists, key, item) {
  lists.set(key, [...(lists.get(key) ?? []), item]);
}
