package interop;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.Portable;
import com.hazelcast.nio.serialization.PortableReader;
import com.hazelcast.nio.serialization.PortableWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Portable objects: a field of each type, nested ones, null ones, raw data. */
final class Portables {
    static final int FACTORY = 1;

    private Portables() {
    }

    static Map<String, Object> samples() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("portable every type", EveryType.full());
        samples.put("portable nulls", EveryType.withNulls());
        samples.put("portable growing", new PortableVersions.Growing("old", 7));
        samples.put("portable raw data", new Raw("named", 42, Line.NUT));
        samples.put("portable widening", new PortableVersions.Widening((byte) -1, 'ж', (short) -2, -3, 1.5f));
        return samples;
    }

    static Portable create(int classId) {
        return switch (classId) {
            case EveryType.CLASS -> new EveryType();
            case Inner.CLASS -> new Inner();
            case PortableVersions.Growing.CLASS -> new PortableVersions.Growing();
            case PortableVersions.Widening.CLASS -> new PortableVersions.Widening();
            case Raw.CLASS -> new Raw();
            default -> throw new IllegalArgumentException("class " + classId);
        };
    }

    /** A field of each type, which has the name of the type. */
    static final class EveryType implements Portable {
        static final int CLASS = 1;

        private static final List<String> SCALARS = List.of(
                "Boolean", "Byte", "Char", "Short", "Int", "Long", "Float", "Double", "String", "Decimal", "Time",
                "Date", "Timestamp", "TimestampWithTimezone", "Portable");

        private Map<String, Object> values = new LinkedHashMap<>();

        static EveryType full() {
            EveryType object = withNulls();
            Map<String, Object> values = object.values;
            values.putAll(Map.of("Boolean", true, "Byte", Byte.MAX_VALUE, "Char", 'ж', "Short", Short.MIN_VALUE));
            values.putAll(Map.of("Int", Integer.MIN_VALUE, "Long", Long.MIN_VALUE, "Float", 1.5f, "Double", 0.1));
            values.putAll(Map.of("String", BuiltIns.TEXT, "Decimal", BuiltIns.DECIMAL, "Portable", new Inner("one")));
            values.putAll(Map.of("Time", BuiltIns.TIME, "Date", BuiltIns.DATE, "Timestamp", BuiltIns.TIMESTAMP));
            values.put("TimestampWithTimezone", BuiltIns.TIMESTAMP_WITH_TIMEZONE);
            values.put("BooleanArray", new boolean[] {true, false});
            values.put("ByteArray", new byte[] {1, -1});
            values.put("CharArray", new char[] {'a', 'ж'});
            values.put("ShortArray", new short[] {1, -1});
            values.put("IntArray", new int[] {1, -1});
            values.put("LongArray", new long[] {1, -1});
            values.put("FloatArray", new float[] {1.5f, -0.25f});
            values.put("DoubleArray", new double[] {0.1, -2.5});
            values.put("StringArray", new String[] {"a", "ж"});
            values.put("DecimalArray", new BigDecimal[] {BuiltIns.DECIMAL, new BigDecimal("1.5")});
            values.put("TimeArray", new LocalTime[] {BuiltIns.TIME, LocalTime.MIDNIGHT});
            values.put("DateArray", new LocalDate[] {BuiltIns.DATE});
            values.put("TimestampArray", new LocalDateTime[] {BuiltIns.TIMESTAMP});
            values.put("TimestampWithTimezoneArray", new OffsetDateTime[] {BuiltIns.TIMESTAMP_WITH_TIMEZONE});
            values.put("PortableArray", new Portable[] {new Inner("one"), new Inner("two")});
            return object;
        }

        /** Null wherever it can be. */
        static EveryType withNulls() {
            EveryType object = new EveryType();
            for (String type : SCALARS) {
                object.values.put(type, null);
                object.values.put(type + "Array", null);
            }
            object.values.putAll(Map.of("Boolean", false, "Byte", (byte) 0, "Char", '\0', "Short", (short) 0));
            object.values.putAll(Map.of("Int", 0, "Long", 0L, "Float", 0f, "Double", 0.0));
            return object;
        }

        @Override
        public int getFactoryId() {
            return FACTORY;
        }

        @Override
        public int getClassId() {
            return CLASS;
        }

        @Override
        public void writePortable(PortableWriter writer) throws IOException {
            for (String type : SCALARS) {
                Object value = values.get(type);
                String name = ByKind.fieldName(type);
                boolean isNullPortable = type.equals("Portable") && value == null;
                if (isNullPortable) writer.writeNullPortable(name, FACTORY, Inner.CLASS);
                else ByKind.write(PortableWriter.class, writer, type, name, value);
            }
            for (String type : SCALARS) {
                // A null array of portables can be written once one that is not null has told its class.
                String name = ByKind.fieldName(type) + "Array";
                ByKind.write(PortableWriter.class, writer, type + "Array", name, values.get(type + "Array"));
            }
        }

        @Override
        public void readPortable(PortableReader reader) throws IOException {
            for (String type : SCALARS) {
                String name = ByKind.fieldName(type);
                values.put(type, ByKind.read(PortableReader.class, reader, type, name));
                values.put(type + "Array", ByKind.read(PortableReader.class, reader, type + "Array", name + "Array"));
            }
        }
    }

    static final class Inner implements Portable {
        static final int CLASS = 2;
        private String name;

        Inner() {
        }

        Inner(String name) {
            this.name = name;
        }

        @Override
        public int getFactoryId() {
            return FACTORY;
        }

        @Override
        public int getClassId() {
            return CLASS;
        }

        @Override
        public void writePortable(PortableWriter writer) throws IOException {
            writer.writeString("name", name);
        }

        @Override
        public void readPortable(PortableReader reader) throws IOException {
            name = reader.readString("name");
        }
    }

    /** Data without names, after a field that has one. */
    static final class Raw implements Portable {
        static final int CLASS = 5;
        private String name;
        private int number;
        private Line line;

        Raw() {
        }

        Raw(String name, int number, Line line) {
            this.name = name;
            this.number = number;
            this.line = line;
        }

        @Override
        public int getFactoryId() {
            return FACTORY;
        }

        @Override
        public int getClassId() {
            return CLASS;
        }

        @Override
        public void writePortable(PortableWriter writer) throws IOException {
            writer.writeString("name", name);
            ObjectDataOutput raw = writer.getRawDataOutput();
            raw.writeInt(number);
            raw.writeObject(line);
        }

        @Override
        public void readPortable(PortableReader reader) throws IOException {
            name = reader.readString("name");
            ObjectDataInput raw = reader.getRawDataInput();
            number = raw.readInt();
            line = raw.readObject();
        }
    }
}
