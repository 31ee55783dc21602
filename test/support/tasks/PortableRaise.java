import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.serialization.Portable;
import com.hazelcast.nio.serialization.PortableFactory;
import com.hazelcast.nio.serialization.PortableReader;
import com.hazelcast.nio.serialization.PortableWriter;
import java.io.IOException;
import java.util.Map;

/** The same as `Raise`: class 1 of the Portable factory 1001. */
public class PortableRaise implements Portable, EntryProcessor<Object, Integer, Integer> {
    private int by;

    @Override
    public Integer process(Map.Entry<Object, Integer> entry) {
        return Raise.raise(entry, by);
    }

    @Override
    public int getFactoryId() {
        return TaskFactory.ID;
    }

    @Override
    public int getClassId() {
        return 1;
    }

    @Override
    public void writePortable(PortableWriter writer) throws IOException {
        writer.writeInt("by", by);
    }

    @Override
    public void readPortable(PortableReader reader) throws IOException {
        by = reader.readInt("by");
    }

    public static class Factory implements PortableFactory {
        @Override
        public Portable create(int classId) {
            return new PortableRaise();
        }
    }
}
