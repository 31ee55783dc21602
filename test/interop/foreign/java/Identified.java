package interop;

import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** IdentifiedDataSerializable objects. */
final class Identified {
    static final int FACTORY = 7;

    private Identified() {
    }

    static Map<String, Object> samples() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("identified", Report.sample());
        samples.put("identified due", new Due("now"));
        samples.put("identified versioned", new Versioned("5.7"));
        return samples;
    }

    static IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case Report.CLASS -> new Report();
            case Due.CLASS -> new Due();
            case Backwards.CLASS -> new Backwards();
            case Versioned.CLASS -> new Versioned();
            default -> throw new IllegalArgumentException("class " + classId);
        };
    }

    /** All that can be written to an output, one after the other. */
    static final class Report implements IdentifiedDataSerializable {
        static final int CLASS = 1;

        /** Each has an array of it, too. */
        private static final List<String> TYPES =
                List.of("Boolean", "Byte", "Char", "Short", "Int", "Long", "Float", "Double", "String");

        private Map<String, Object> values = new LinkedHashMap<>();

        static Report sample() {
            Report report = new Report();
            Map<String, Object> values = report.values;
            values.putAll(Map.of("Boolean", true, "Byte", Byte.MAX_VALUE, "Char", 'ж', "Short", Short.MIN_VALUE));
            values.putAll(Map.of("Int", Integer.MIN_VALUE, "Long", Long.MIN_VALUE, "Float", 1.5f, "Double", 0.1));
            values.put("String", BuiltIns.TEXT);
            values.put("BooleanArray", new boolean[] {true, false});
            values.put("ByteArray", new byte[] {1, -1});
            values.put("CharArray", new char[] {'a', 'ж'});
            values.put("ShortArray", new short[] {1, -1});
            values.put("IntArray", new int[] {1, -1});
            values.put("LongArray", new long[] {1, -1});
            values.put("FloatArray", new float[] {1.5f, -0.25f});
            values.put("DoubleArray", new double[] {0.1, -2.5});
            values.put("StringArray", new String[] {"a", "ж"});
            values.put("null string", null);
            values.put("null array", null);
            values.put("compact", Line.BOLT);
            values.put("custom", new Point(3, -4));
            values.put("null object", null);
            return report;
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
        public void writeData(ObjectDataOutput out) throws IOException {
            for (String type : TYPES) {
                ByKind.write(ObjectDataOutput.class, out, type, values.get(type));
                ByKind.write(ObjectDataOutput.class, out, type + "Array", values.get(type + "Array"));
            }
            out.writeString((String) values.get("null string"));
            out.writeIntArray((int[]) values.get("null array"));
            out.writeObject(values.get("compact"));
            out.writeObject(values.get("custom"));
            out.writeObject(values.get("null object"));
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            for (String type : TYPES) {
                values.put(type, ByKind.read(ObjectDataInput.class, in, type));
                values.put(type + "Array", ByKind.read(ObjectDataInput.class, in, type + "Array"));
            }
            values.put("null string", in.readString());
            values.put("null array", in.readIntArray());
            values.put("compact", in.readObject());
            values.put("custom", in.readObject());
            values.put("null object", in.readObject());
        }
    }

    /** For a DelayQueue. */
    static final class Due implements IdentifiedDataSerializable, Delayed {
        static final int CLASS = 2;
        private String name;

        Due() {
        }

        Due(String name) {
            this.name = name;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return name.compareTo(((Due) other).name);
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
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeString(name);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            name = in.readString();
        }
    }

    /** For sorted collections. */
    static final class Backwards implements IdentifiedDataSerializable, Comparator<String> {
        static final int CLASS = 3;

        @Override
        public int compare(String one, String other) {
            return other.compareTo(one);
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
        public void writeData(ObjectDataOutput out) {
        }

        @Override
        public void readData(ObjectDataInput in) {
        }
    }

    /** With a version in its head, which clients of the community edition read, but do not write. */
    static final class Versioned implements IdentifiedDataSerializable {
        static final int CLASS = 4;
        private static final int TYPE_ID = -2;
        private static final byte IDENTIFIED_AND_VERSIONED = 3;
        private String text;

        Versioned() {
        }

        Versioned(String text) {
            this.text = text;
        }

        /** As clients of the other edition write it. */
        Data toData(ByteOrder order) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer body = ByteBuffer.allocate(8 + 11 + 4 + bytes.length);
            body.putInt(0).putInt(TYPE_ID).order(order);
            body.put(IDENTIFIED_AND_VERSIONED).putInt(FACTORY).putInt(CLASS).put((byte) 5).put((byte) 7);
            return new HeapData(body.putInt(bytes.length).put(bytes).array());
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
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeString(text);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            text = in.readString();
        }
    }
}
