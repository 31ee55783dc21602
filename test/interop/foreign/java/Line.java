package interop;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.math.BigDecimal;

/** For a Compact serializer of a type that is nested in others. */
record Line(String sku, int count, BigDecimal price) {
    static final Line NUT = new Line("nut", 3, new BigDecimal("1.50"));
    static final Line BOLT = new Line("bolt €", -1, null);

    static final class Serializer implements CompactSerializer<Line> {
        @Override
        public Class<Line> getCompactClass() {
            return Line.class;
        }

        @Override
        public String getTypeName() {
            return "line";
        }

        @Override
        public void write(CompactWriter writer, Line line) {
            writer.writeString("sku", line.sku);
            writer.writeInt32("count", line.count);
            writer.writeDecimal("price", line.price);
        }

        @Override
        public Line read(CompactReader reader) {
            return new Line(reader.readString("sku"), reader.readInt32("count"), reader.readDecimal("price"));
        }
    }
}
