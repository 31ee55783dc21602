package interop;

import com.hazelcast.nio.serialization.FieldKind;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;

/** For a Compact type of which this program knows an older version: without "note", with "gone", "count" nullable. */
record Evolving(int id, Integer count, String gone) {
    static final class Serializer implements CompactSerializer<Evolving> {
        @Override
        public Class<Evolving> getCompactClass() {
            return Evolving.class;
        }

        @Override
        public String getTypeName() {
            return "evolving";
        }

        @Override
        public void write(CompactWriter writer, Evolving object) {
            writer.writeInt32("id", object.id);
            writer.writeNullableInt32("count", object.count);
            writer.writeString("gone", object.gone);
        }

        @Override
        public Evolving read(CompactReader reader) {
            boolean isOld = reader.getFieldKind("gone") != FieldKind.NOT_AVAILABLE;
            String gone = isOld ? reader.readString("gone") : "old";
            return new Evolving(reader.readInt32("id"), reader.readNullableInt32("count"), gone);
        }
    }
}
