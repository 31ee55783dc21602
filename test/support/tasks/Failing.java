import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.concurrent.Callable;

/** Throws an error with the text. */
public class Failing extends Task implements Callable<Object>, EntryProcessor<Object, Object, Object> {
    static final int ID = 3;

    @Override
    public Object call() {
        throw new IllegalStateException(text);
    }

    @Override
    public Object process(Map.Entry<Object, Object> entry) {
        throw new IllegalStateException(text);
    }

    @Override
    public int getClassId() {
        return ID;
    }
}
