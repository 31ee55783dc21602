import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** The same as `Raise`; members read the Compact type of this name by reflection. */
public class CompactRaise implements EntryProcessor<Object, Integer, Integer> {
    private int by;

    @Override
    public Integer process(Map.Entry<Object, Integer> entry) {
        return Raise.raise(entry, by);
    }
}
