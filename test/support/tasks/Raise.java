import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Adds the number to the value, and returns what it is then; removes the entry where that is 0, and leaves an absent one be. */
public class Raise extends Task implements EntryProcessor<Object, Integer, Integer> {
    static final int ID = 1;

    @Override
    public Integer process(Map.Entry<Object, Integer> entry) {
        return raise(entry, number);
    }

    static Integer raise(Map.Entry<Object, Integer> entry, int number) {
        Integer value = entry.getValue();
        if (value == null) {
            return null;
        }
        int raised = value + number;
        entry.setValue(raised == 0 ? null : raised);
        return raised;
    }

    @Override
    public int getClassId() {
        return ID;
    }
}
