import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;

/** A number and a text say what is to be done. */
public abstract class Task implements IdentifiedDataSerializable {
    protected int number;
    protected String text;

    @Override
    public int getFactoryId() {
        return TaskFactory.ID;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeInt(number);
        out.writeString(text);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        number = in.readInt();
        text = in.readString();
    }
}
