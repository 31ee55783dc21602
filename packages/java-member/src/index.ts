export { download } from './artifacts.js';
export { startCluster } from './start-cluster.js';
export type { JavaCluster } from './java-cluster.js';
export { defaultJvm, type ClusterOptions } from './cluster-options.js';
export { MemberStartError, MissingToolError } from './errors.js';
export { findMissingTool } from './required-tools.js';
export type { TestCluster, TestMember } from 'hazelrx/testing';
