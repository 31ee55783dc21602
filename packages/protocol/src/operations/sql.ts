import { boolean, byte, data, int, list, long, nullable, since, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { sqlPage } from './sql-page.js';
import { sqlColumnMetadata, sqlError, sqlQueryId } from './types.js';

export const sqlExecute_reserved = /* @__PURE__ */ op(0x210100, 'Sql.execute_reserved', () => ({
  request: { sql: string, parameters: list(data), timeoutMillis: long, cursorBufferSize: int },
  response: {
    queryId: nullable(sqlQueryId),
    rowMetadata: nullable(list(sqlColumnMetadata)),
    rowPage: nullable(list(list(nullable(data)))),
    rowPageLast: boolean,
    updateCount: long,
    error: nullable(sqlError),
  },
}));

export const sqlFetch_reserved = /* @__PURE__ */ op(0x210200, 'Sql.fetch_reserved', () => ({
  request: { queryId: sqlQueryId, cursorBufferSize: int },
  response: { rowPage: nullable(list(list(nullable(data)))), rowPageLast: boolean, error: nullable(sqlError) },
}));

export const sqlClose = /* @__PURE__ */ op(0x210300, 'Sql.close', () => ({
  request: { queryId: sqlQueryId },
  response: {},
}));

export const sqlExecute = /* @__PURE__ */ op(0x210400, 'Sql.execute', () => ({
  request: {
    sql: string,
    parameters: list(nullable(data)),
    timeoutMillis: long,
    cursorBufferSize: int,
    schema: nullable(string),
    expectedResultType: byte,
    queryId: sqlQueryId,
    skipUpdateStatistics: since('2.3', boolean),
  },
  response: {
    rowMetadata: nullable(list(sqlColumnMetadata)),
    rowPage: nullable(sqlPage),
    updateCount: long,
    error: nullable(sqlError),
    isInfiniteRows: since('2.5', boolean),
    partitionArgumentIndex: since('2.6', int),
  },
}));

export const sqlFetch = /* @__PURE__ */ op(0x210500, 'Sql.fetch', () => ({
  request: { queryId: sqlQueryId, cursorBufferSize: int },
  response: { rowPage: nullable(sqlPage), error: nullable(sqlError) },
}));

export const sqlMappingDdl = /* @__PURE__ */ op(0x210600, 'Sql.mappingDdl', () => ({
  retryable: true,
  request: { name: string },
  response: { sql: nullable(string) },
}));
