package interop;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;

/** For a custom serializer. */
record Point(int x, int y) {
    static final class Serializer implements StreamSerializer<Point> {
        @Override
        public int getTypeId() {
            return 1000;
        }

        @Override
        public void write(ObjectDataOutput out, Point point) throws IOException {
            out.writeInt(point.x);
            out.writeInt(point.y);
        }

        @Override
        public Point read(ObjectDataInput in) throws IOException {
            return new Point(in.readInt(), in.readInt());
        }
    }
}
