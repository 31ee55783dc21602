// The packages and layers of the project, top to bottom as in docs/architecture.md, and the rules that keep them.

/** A package imports only those above it; those of one row do not import each other. */
const packageRows = [['protocol'], ['client'], ['embedded-member', 'java-member'], ['gateway'], ['nestjs', 'angular']];

const clientDoors = '^packages/client/src/(index|internal|node|testing|operations)[.]ts$';

/** Inside packages/client/src imports point down this list only, or stay in their row. Other files at its top are leaves. */
const clientRows = [
  'client[.]ts$',
  'concurrency/',
  'sql/',
  'structures/',
  'query/',
  'invocation/',
  'cluster/',
  'connection/',
  'transport/',
  '(?!(client|index|internal|node|testing|operations)[.]ts$)[^/]+[.]ts$',
].map(row => `^packages/client/src/${row}`);

const doors = ['^packages/[^/]+/src/index[.]ts$', '^packages/protocol/src/operations/index[.]ts$', clientDoors];
const nodeTransports = '^packages/client/src/transport/node/';
const nodeOnly = [
  nodeTransports,
  '^packages/client/src/node[.]ts$',
  '^packages/embedded-member/src/(node|tcp-network)[.]ts$',
];

const packageRules = packageRows.flatMap((row, depth) =>
  row.map(name => {
    const below = [...row.filter(other => other !== name), ...packageRows.slice(depth + 1).flat()];
    return forbid(
      `${name}-imports-only-packages-above`,
      `^packages/${name}/src/`,
      below.map(other => `^packages/${other}/`),
    );
  }),
);

const clientRules = clientRows
  .slice(1)
  .map((row, index) => forbid(`client-layers-point-down-${index + 2}`, row, clientRows.slice(0, index + 1)));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...packageRules,
    {
      name: 'packages-meet-at-doors',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', '/node_modules/', ...doors] },
    },
    forbid('nothing-imports-the-doors', { path: '^packages/client/src/', pathNot: clientDoors }, clientDoors),
    ...clientRules,
    forbid('every-client-file-has-a-layer', '^packages/client/src/', {
      path: '^packages/client/src/',
      pathNot: [...clientRows, clientDoors],
    }),
    forbid(
      'node-transports-behind-the-node-door',
      { path: '^packages/client/src/', pathNot: nodeOnly },
      nodeTransports,
    ),
    {
      name: 'node-builtins-behind-the-node-door',
      severity: 'error',
      from: { path: '^packages/(protocol|client|embedded-member)/src/', pathNot: nodeOnly },
      to: { dependencyTypes: ['core'] },
    },
    forbid('protocol-needs-only-long', '^packages/protocol/src/', {
      pathNot: ['^packages/protocol/src/', 'node_modules/long/'],
    }),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '/dist/' },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'types', 'node', 'import', 'default'],
    },
  },
};

function forbid(name, from, to) {
  const asCondition = side => (typeof side === 'string' || Array.isArray(side) ? { path: side } : side);
  return { name, severity: 'error', from: asCondition(from), to: asCondition(to) };
}
