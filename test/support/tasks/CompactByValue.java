import java.util.Comparator;
import java.util.Map;

/** The same as `ByValue`; members read the Compact type of this name by reflection. */
public class CompactByValue implements Comparator<Map.Entry<Object, Integer>> {
    private int sign;

    @Override
    public int compare(Map.Entry<Object, Integer> one, Map.Entry<Object, Integer> other) {
        return sign * one.getValue().compareTo(other.getValue());
    }
}
