package interop;

import com.hazelcast.core.HazelcastJsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;

/** The types that need no configuration. */
final class BuiltIns {
    static final String TEXT = "grüße 🌰";
    static final BigDecimal DECIMAL = new BigDecimal("-12.3450");
    static final LocalTime TIME = LocalTime.parse("23:59:59.000001");
    static final LocalDate DATE = LocalDate.parse("2024-02-29");
    static final LocalDateTime TIMESTAMP = LocalDateTime.parse("2024-02-29T12:30:00.5");
    static final OffsetDateTime TIMESTAMP_WITH_TIMEZONE = OffsetDateTime.parse("2024-02-29T12:30:00.5-03:30");
    static final UUID IDENTIFIER = UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479");

    private BuiltIns() {
    }

    static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("byte", Byte.MIN_VALUE);
        values.put("boolean", true);
        values.put("char", 'ж');
        values.put("short", Short.MIN_VALUE);
        values.put("int", Integer.MIN_VALUE);
        values.put("long", Long.MIN_VALUE);
        values.put("float", 1.5f);
        values.put("double", 0.1);
        values.put("string", TEXT);
        values.put("byte[]", new byte[] {0, 127, -128, -1});
        values.put("boolean[]", new boolean[] {true, false});
        values.put("char[]", new char[] {'a', 'ж'});
        values.put("short[]", new short[] {1, Short.MIN_VALUE});
        values.put("int[]", new int[] {1, Integer.MIN_VALUE});
        values.put("long[]", new long[] {1, Long.MIN_VALUE});
        values.put("float[]", new float[] {1.5f, -0.25f});
        values.put("double[]", new double[] {0.1, -2.5});
        values.put("string[]", new String[] {"a", "ж"});
        values.put("string[] with null", new String[] {"a", null});
        values.put("uuid", IDENTIFIER);
        values.put("entry", new AbstractMap.SimpleEntry<>("key", 1));
        values.put("immutable entry", new AbstractMap.SimpleImmutableEntry<>("key", null));
        values.put("class", String.class);
        values.put("instant", new Date(1_700_000_000_123L));
        values.put("big integer", BigInteger.TWO.pow(77).negate());
        values.put("positive big integer", BigInteger.TWO.pow(77));
        values.put("decimal", DECIMAL);
        values.put("thousands", new BigDecimal("12E+3"));
        values.put("optional", Optional.of("present"));
        values.put("empty optional", Optional.empty());
        values.put("date", DATE);
        values.put("early date", LocalDate.of(-44, 3, 15));
        values.put("time", TIME);
        values.put("nanoseconds", LocalTime.parse("23:59:59.000000001"));
        values.put("timestamp", TIMESTAMP);
        values.put("timestamp with timezone", TIMESTAMP_WITH_TIMEZONE);
        values.put("json", new HazelcastJsonValue("{\"a\":[1,null,\"ж\"]}"));
        return values;
    }

    static Map<String, Object> collections() {
        List<String> two = List.of("a", "b");
        List<Object> mixed = Arrays.asList("a", 100_000, null, new ArrayList<>(List.of("b", 1L << 40)));
        Identified.Backwards backwards = new Identified.Backwards();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Object[]", mixed.toArray());
        values.put("ArrayList", new ArrayList<>(mixed));
        values.put("LinkedList", new LinkedList<>(mixed));
        values.put("CopyOnWriteArrayList", new CopyOnWriteArrayList<>(mixed));
        values.put("HashMap", filled(new HashMap<>()));
        values.put("ConcurrentSkipListMap", filled(new ConcurrentSkipListMap<>()));
        values.put("ConcurrentHashMap", filled(new ConcurrentHashMap<>()));
        values.put("LinkedHashMap", filled(new LinkedHashMap<>()));
        values.put("TreeMap", filled(new TreeMap<>()));
        values.put("TreeMap with a comparator", filled(new TreeMap<>(backwards)));
        values.put("HashSet", new HashSet<>(two));
        values.put("TreeSet", new TreeSet<>(two));
        values.put("TreeSet with a comparator", filled(new TreeSet<>(backwards)));
        values.put("LinkedHashSet", new LinkedHashSet<>(two));
        values.put("CopyOnWriteArraySet", new CopyOnWriteArraySet<>(two));
        values.put("ConcurrentSkipListSet", new ConcurrentSkipListSet<>(two));
        values.put("ConcurrentSkipListSet with a comparator", filled(new ConcurrentSkipListSet<>(backwards)));
        values.put("ArrayDeque", new ArrayDeque<>(two));
        values.put("LinkedBlockingQueue", new LinkedBlockingQueue<>(two));
        values.put("ArrayBlockingQueue", filled(new ArrayBlockingQueue<>(2)));
        values.put("PriorityBlockingQueue", new PriorityBlockingQueue<>(two));
        values.put("PriorityBlockingQueue with a comparator", filled(new PriorityBlockingQueue<>(2, backwards)));
        values.put("DelayQueue", new DelayQueue<>(List.of(new Identified.Due("now"))));
        values.put("SynchronousQueue", new SynchronousQueue<>());
        values.put("LinkedTransferQueue", new LinkedTransferQueue<>(two));
        values.put("PriorityQueue", new PriorityQueue<>(two));
        values.put("PriorityQueue with a comparator", filled(new PriorityQueue<>(2, backwards)));
        return values;
    }

    private static Map<String, Integer> filled(Map<String, Integer> map) {
        map.put("a", 1);
        map.put("b", 2);
        return map;
    }

    private static Collection<String> filled(Collection<String> collection) {
        collection.addAll(List.of("a", "b"));
        return collection;
    }
}
