/** Opens what Hazelcast asks for on Java 9 and later, so that it need not warn or fall back. */
const MODULE_FLAGS = [
  '--add-modules=java.se',
  '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED',
  '--add-opens=java.base/java.lang=ALL-UNNAMED',
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.management/sun.management=ALL-UNNAMED',
  '--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED',
];

const LOG_FLAGS = [
  '-Dhazelcast.logging.type=jdk',
  '-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$s %5$s%6$s%n',
];

export interface JavaSetup {
  /** The path of the `java` program. */
  readonly java: string;
  readonly jars: readonly string[];
  readonly jvm: readonly string[];
}

/** The command line of a member that reads this configuration file. */
export function javaCommand({ java, jars, jvm }: JavaSetup, configFile: string): string[] {
  return [
    java,
    ...MODULE_FLAGS,
    ...LOG_FLAGS,
    '-Djava.net.preferIPv4Stack=true',
    ...jvm,
    `-Dhazelcast.config=${configFile}`,
    '-cp',
    jars.join(':'),
    'com.hazelcast.core.server.HazelcastMemberStarter',
  ];
}
