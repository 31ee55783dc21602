import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes what tests have members run: factory 1001. */
public class TaskFactory implements DataSerializableFactory {
    public static final int ID = 1001;

    @Override
    public IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case Raise.ID -> new Raise();
            case Greeting.ID -> new Greeting();
            case Failing.ID -> new Failing();
            case Slow.ID -> new Slow();
            case EventFilter.ID -> new EventFilter();
            case ByValue.ID -> new ByValue();
            default -> null;
        };
    }
}
