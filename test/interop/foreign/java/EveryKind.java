package interop;

import com.hazelcast.nio.serialization.FieldKind;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** For an explicit Compact serializer: a field of each kind, which has the name of the kind. */
record EveryKind(Map<String, Object> values) {
    private static final Set<FieldKind> UNUSED = EnumSet.of(
            FieldKind.NOT_AVAILABLE,
            FieldKind.CHAR,
            FieldKind.ARRAY_OF_CHAR,
            FieldKind.PORTABLE,
            FieldKind.ARRAY_OF_PORTABLE);

    private static final List<String> KINDS = Arrays.stream(FieldKind.values())
            .filter(kind -> !UNUSED.contains(kind))
            .map(EveryKind::nameOf)
            .toList();

    static EveryKind full() {
        Map<String, Object> values = scalars();
        values.put("ArrayOfBoolean", new boolean[] {true, false, true, true, false, false, true, false, true});
        values.put("ArrayOfInt8", new byte[] {1, -1});
        values.put("ArrayOfInt16", new short[] {1, -1});
        values.put("ArrayOfInt32", new int[] {1, -1});
        values.put("ArrayOfInt64", new long[] {1, -1});
        values.put("ArrayOfFloat32", new float[] {1.5f, -0.25f});
        values.put("ArrayOfFloat64", new double[] {0.1, -2.5});
        values.put("ArrayOfString", new String[] {"a", null, ""});
        values.put("ArrayOfDecimal", new BigDecimal[] {new BigDecimal("1.5"), null});
        values.put("ArrayOfTime", new LocalTime[] {BuiltIns.TIME, null});
        values.put("ArrayOfDate", new LocalDate[] {BuiltIns.DATE, null});
        values.put("ArrayOfTimestamp", new LocalDateTime[] {BuiltIns.TIMESTAMP, null});
        values.put("ArrayOfTimestampWithTimezone", new OffsetDateTime[] {BuiltIns.TIMESTAMP_WITH_TIMEZONE, null});
        values.put("ArrayOfCompact", new Line[] {Line.NUT, null, Line.BOLT});
        values.put("ArrayOfNullableBoolean", new Boolean[] {true, null, false});
        values.put("ArrayOfNullableInt8", new Byte[] {1, null, -1});
        values.put("ArrayOfNullableInt16", new Short[] {1, null, -1});
        values.put("ArrayOfNullableInt32", new Integer[] {1, null, -1});
        values.put("ArrayOfNullableInt64", new Long[] {1L, null, -1L});
        values.put("ArrayOfNullableFloat32", new Float[] {1.5f, null, -0.25f});
        values.put("ArrayOfNullableFloat64", new Double[] {0.1, null, -2.5});
        return new EveryKind(values);
    }

    static EveryKind withEmptyArrays() {
        Map<String, Object> values = scalars();
        Map<String, Object> full = full().values;
        for (String kind : KINDS) {
            if (!kind.startsWith("ArrayOf")) continue;
            values.put(kind, Array.newInstance(full.get(kind).getClass().getComponentType(), 0));
        }
        return new EveryKind(values);
    }

    /** Null wherever it can be. */
    static EveryKind withNulls() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String kind : KINDS) values.put(kind, null);
        values.put("Boolean", false);
        values.put("Int8", (byte) 0);
        values.put("Int16", (short) 0);
        values.put("Int32", 0);
        values.put("Int64", 0L);
        values.put("Float32", 0f);
        values.put("Float64", 0.0);
        return new EveryKind(values);
    }

    private static Map<String, Object> scalars() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Boolean", true);
        values.put("Int8", Byte.MIN_VALUE);
        values.put("Int16", Short.MIN_VALUE);
        values.put("Int32", Integer.MIN_VALUE);
        values.put("Int64", Long.MIN_VALUE);
        values.put("Float32", 1.5f);
        values.put("Float64", 0.1);
        for (Map.Entry<String, Object> each : List.copyOf(values.entrySet())) {
            values.put("Nullable" + each.getKey(), each.getValue());
        }
        values.put("String", BuiltIns.TEXT);
        values.put("Decimal", BuiltIns.DECIMAL);
        values.put("Time", BuiltIns.TIME);
        values.put("Date", BuiltIns.DATE);
        values.put("Timestamp", BuiltIns.TIMESTAMP);
        values.put("TimestampWithTimezone", BuiltIns.TIMESTAMP_WITH_TIMEZONE);
        values.put("Compact", Line.NUT);
        return values;
    }

    /** "ArrayOfInt8" for ARRAY_OF_INT8. */
    private static String nameOf(FieldKind kind) {
        return Arrays.stream(kind.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase())
                .collect(Collectors.joining());
    }

    static final class Serializer implements CompactSerializer<EveryKind> {
        @Override
        public Class<EveryKind> getCompactClass() {
            return EveryKind.class;
        }

        @Override
        public String getTypeName() {
            return "every-kind";
        }

        @Override
        public void write(CompactWriter writer, EveryKind object) {
            for (String kind : KINDS) {
                ByKind.write(CompactWriter.class, writer, kind, ByKind.fieldName(kind), object.values.get(kind));
            }
        }

        @Override
        public EveryKind read(CompactReader reader) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String kind : KINDS) {
                String name = ByKind.fieldName(kind);
                values.put(kind, kind.equals("ArrayOfCompact")
                        ? reader.readArrayOfCompact(name, Line.class)
                        : ByKind.read(CompactReader.class, reader, kind, name));
            }
            return new EveryKind(values);
        }
    }
}
