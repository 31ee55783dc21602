package interop;

import com.hazelcast.config.CompactSerializationConfig;
import com.hazelcast.nio.serialization.genericrecord.GenericRecord;
import com.hazelcast.nio.serialization.genericrecord.GenericRecordBuilder;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compact objects: with a serializer, without one, and without a class. */
final class CompactTypes {
    private CompactTypes() {
    }

    static Map<String, Object> samples() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("compact line", Line.NUT);
        samples.put("compact with null", Line.BOLT);
        samples.put("compact every kind", EveryKind.full());
        samples.put("compact nulls", EveryKind.withNulls());
        samples.put("compact empty arrays", EveryKind.withEmptyArrays());
        // Offsets of one, two and four bytes.
        samples.put("compact of 300", new Line("x".repeat(300), 300, BuiltIns.DECIMAL));
        samples.put("compact of 70000", new Line("x".repeat(70_000), 70_000, BuiltIns.DECIMAL));
        samples.put("compact list", new ArrayList<>(List.of(Line.NUT, Line.BOLT)));
        samples.put("compact evolving", new Evolving(7, 5, "old"));
        samples.put("compact record", order());
        samples.put("compact class", Parcel.sample());
        samples.put("compact without a class", generic());
        return samples;
    }

    static void register(CompactSerializationConfig config) {
        config.addSerializer(new Line.Serializer());
        config.addSerializer(new EveryKind.Serializer());
        config.addSerializer(new Evolving.Serializer());
    }

    enum Status { OPEN, SHIPPED }

    /** Java makes the serializer, and the type has the name of the class: interop.CompactTypes$Order. */
    record Order(
            long id, String customer, Status status, char grade, Character mark, Integer priority, LocalDateTime at,
            Line first, List<Line> lines, int[] counts, Status[] history, Set<String> tags, Map<String, Integer> stock,
            String note) {
    }

    private static Order order() {
        return new Order(
                Long.MAX_VALUE, BuiltIns.TEXT, Status.SHIPPED, 'ж', null, null, BuiltIns.TIMESTAMP, Line.NUT,
                new ArrayList<>(List.of(Line.NUT, Line.BOLT)), new int[] {1, -1}, new Status[] {Status.OPEN, null},
                new HashSet<>(Set.of("fragile")), new HashMap<>(Map.of("nut", 3)), null);
    }

    /** As a record, but a class with private fields. */
    static final class Parcel {
        private byte zone;
        private short shelf;
        private boolean isInsured;
        private float height;
        private double weight;
        private Double discount;
        private BigDecimal[] prices;
        private Line[] lines;

        static Parcel sample() {
            Parcel parcel = new Parcel();
            parcel.zone = -1;
            parcel.shelf = 500;
            parcel.isInsured = true;
            parcel.height = 1.5f;
            parcel.weight = 0.1;
            parcel.discount = null;
            parcel.prices = new BigDecimal[] {BuiltIns.DECIMAL, null};
            parcel.lines = new Line[] {Line.BOLT, Line.NUT};
            return parcel;
        }
    }

    private static GenericRecord generic() {
        GenericRecord inner = GenericRecordBuilder.compact("inner").setInt64("n", -1).build();
        return GenericRecordBuilder.compact("unregistered")
                .setString("name", BuiltIns.TEXT)
                .setBoolean("flag", true)
                .setArrayOfInt32("numbers", new int[] {1, 2, 3})
                .setNullableInt16("nothing", null)
                .setGenericRecord("inner", inner)
                .setArrayOfGenericRecord("inners", new GenericRecord[] {inner, null})
                .build();
    }
}
