import java.util.Comparator;
import java.util.Map;

/** The order of values, times the number. */
public class ByValue extends Task implements Comparator<Map.Entry<Object, Integer>> {
    static final int ID = 6;

    @Override
    public int compare(Map.Entry<Object, Integer> one, Map.Entry<Object, Integer> other) {
        return number * one.getValue().compareTo(other.getValue());
    }

    @Override
    public int getClassId() {
        return ID;
    }
}
