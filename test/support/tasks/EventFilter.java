import com.hazelcast.map.EventJournalMapEvent;
import java.util.function.Function;
import java.util.function.Predicate;

/** Lets events of keys through that begin with the text, and makes of one what its key and new value are. */
public class EventFilter extends Task
        implements Predicate<EventJournalMapEvent<String, String>>, Function<EventJournalMapEvent<String, String>, String> {
    static final int ID = 5;

    @Override
    public boolean test(EventJournalMapEvent<String, String> event) {
        return event.getKey().startsWith(text);
    }

    @Override
    public String apply(EventJournalMapEvent<String, String> event) {
        return event.getKey() + "=" + event.getNewValue();
    }

    @Override
    public int getClassId() {
        return ID;
    }
}
