package interop;

import com.hazelcast.nio.serialization.PortableReader;
import com.hazelcast.nio.serialization.PortableWriter;
import com.hazelcast.nio.serialization.VersionedPortable;
import java.io.IOException;

/** Classes of which this program has the older version. */
final class PortableVersions {
    private PortableVersions() {
    }

    /** Version 1; the next one has a "note", too. */
    static final class Growing implements VersionedPortable {
        static final int CLASS = 3;
        private String name;
        private int count;

        Growing() {
        }

        Growing(String name, int count) {
            this.name = name;
            this.count = count;
        }

        @Override
        public int getFactoryId() {
            return Portables.FACTORY;
        }

        @Override
        public int getClassId() {
            return CLASS;
        }

        @Override
        public int getClassVersion() {
            return 1;
        }

        @Override
        public void writePortable(PortableWriter writer) throws IOException {
            writer.writeString("name", name);
            writer.writeInt("count", count);
        }

        @Override
        public void readPortable(PortableReader reader) throws IOException {
            name = reader.readString("name");
            count = reader.readInt("count");
        }
    }

    /** Version 1; the next one has wider fields: int, int, int, long, double. */
    static final class Widening implements VersionedPortable {
        static final int CLASS = 4;
        private byte fromByte;
        private char fromChar;
        private short fromShort;
        private int fromInt;
        private float fromFloat;

        Widening() {
        }

        Widening(byte fromByte, char fromChar, short fromShort, int fromInt, float fromFloat) {
            this.fromByte = fromByte;
            this.fromChar = fromChar;
            this.fromShort = fromShort;
            this.fromInt = fromInt;
            this.fromFloat = fromFloat;
        }

        @Override
        public int getFactoryId() {
            return Portables.FACTORY;
        }

        @Override
        public int getClassId() {
            return CLASS;
        }

        @Override
        public int getClassVersion() {
            return 1;
        }

        @Override
        public void writePortable(PortableWriter writer) throws IOException {
            writer.writeByte("fromByte", fromByte);
            writer.writeChar("fromChar", fromChar);
            writer.writeShort("fromShort", fromShort);
            writer.writeInt("fromInt", fromInt);
            writer.writeFloat("fromFloat", fromFloat);
        }

        @Override
        public void readPortable(PortableReader reader) throws IOException {
            fromByte = reader.readByte("fromByte");
            fromChar = reader.readChar("fromChar");
            fromShort = reader.readShort("fromShort");
            fromInt = reader.readInt("fromInt");
            fromFloat = reader.readFloat("fromFloat");
        }
    }
}
