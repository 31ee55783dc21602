import { download, findMissingTool } from '@hazelrx/java-member';

/** Before the first suite: what all of them need, so that no test waits for a download. */
export default async function setup(): Promise<void> {
  for (const version of ['5.7.0', '5.3.8']) {
    const edition = { version, sql: true };
    // The suites say themselves what is missing.
    if (findMissingTool(edition) === undefined) await download(edition);
  }
}
