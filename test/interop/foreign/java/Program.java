package interop;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.sql.SqlResult;
import com.hazelcast.sql.SqlRow;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an application that uses the official Java client writes and reads. Arguments: BIG_ENDIAN or LITTLE_ENDIAN, the
 * cluster's name, the addresses of its members.
 *
 * <p>Each line of the standard input is a command, and its answer ends with an empty line:
 *
 * <ul>
 *   <li>{@code write MAP} puts every sample under its name, and {@code keys MAP} its name under every sample. A line
 *       for each: the name, a tab, and "ok" or what went wrong.
 *   <li>{@code check MAP} compares what is in the map with the samples of those names. Lines likewise: "equal",
 *       "unknown" where there is no sample of that name, or where they differ.
 *   <li>{@code find MAP} looks up each sample that is a key there. Lines likewise: what is found under it.
 *   <li>{@code sql STATEMENT} runs it. A line for each row: its columns with tabs between them.
 * </ul>
 *
 * The end of the input ends the program.
 */
final class Program {
    private final HazelcastInstance client;
    private final ByteOrder order;
    private final Map<String, Object> samples = Samples.all();

    private Program(HazelcastInstance client, ByteOrder order) {
        this.client = client;
        this.order = order;
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ByteOrder order = args[0].equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        HazelcastInstance client = HazelcastClient.newHazelcastClient(config(order, args));
        Program program = new Program(client, order);
        try {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                program.answer(line).forEach(answers::println);
                answers.println();
            }
        } finally {
            client.shutdown();
        }
    }

    private static ClientConfig config(ByteOrder order, String[] args) {
        ClientConfig config = new ClientConfig().setClusterName(args[1]);
        for (int i = 2; i < args.length; i++) config.getNetworkConfig().addAddress(args[i]);
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(20_000);
        config.getSerializationConfig().setByteOrder(order);
        Samples.register(config.getSerializationConfig());
        return config;
    }

    private List<String> answer(String line) {
        String[] parts = line.split(" ", 2);
        return switch (parts[0]) {
            case "write" -> write(client.getMap(parts[1]));
            case "keys" -> keys(client.getMap(parts[1]));
            case "check" -> check(client.getMap(parts[1]));
            case "find" -> find(client.getMap(parts[1]));
            case "sql" -> sql(parts[1]);
            default -> throw new IllegalArgumentException(line);
        };
    }

    private List<String> write(IMap<String, Object> map) {
        return of(samples, (name, sample) -> {
            map.set(name, sample instanceof Identified.Versioned versioned ? versioned.toData(order) : sample);
            return "ok";
        });
    }

    private List<String> keys(IMap<Object, String> map) {
        return of(samples, (name, sample) -> {
            map.set(sample, name);
            return "ok";
        });
    }

    private List<String> check(IMap<String, Object> map) {
        Map<String, Object> written = new TreeMap<>();
        for (String name : map.keySet()) written.put(name, name);
        return of(written, (name, ignored) -> {
            if (!samples.containsKey(name)) return "unknown";
            String difference = Difference.between(samples.get(name), map.get(name));
            return difference == null ? "equal" : difference;
        });
    }

    private List<String> find(IMap<Object, String> map) {
        return of(samples, (name, sample) -> String.valueOf(map.get(sample)));
    }

    private List<String> sql(String statement) {
        List<String> rows = new ArrayList<>();
        try (SqlResult result = client.getSql().execute(statement)) {
            if (!result.isRowSet()) return rows;
            for (SqlRow row : result) {
                List<String> columns = new ArrayList<>();
                for (int i = 0; i < row.getMetadata().getColumnCount(); i++) {
                    columns.add(String.valueOf((Object) row.getObject(i)));
                }
                rows.add(String.join("\t", columns));
            }
        } catch (RuntimeException error) {
            rows.add("failed\t" + oneLine(error));
        }
        return rows;
    }

    private interface Step {
        String run(String name, Object sample) throws Exception;
    }

    /** One sample that fails does not keep the others from being tried. */
    private static List<String> of(Map<String, Object> samples, Step step) {
        List<String> lines = new ArrayList<>();
        samples.forEach((name, sample) -> {
            String outcome;
            try {
                outcome = step.run(name, sample);
            } catch (Exception error) {
                outcome = oneLine(error);
            }
            lines.add(name + "\t" + outcome);
        });
        return lines;
    }

    private static String oneLine(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = error; each != null; each = each.getCause()) text.append(" < ").append(each);
        return text.substring(3).replaceAll("\\s+", " ");
    }
}
