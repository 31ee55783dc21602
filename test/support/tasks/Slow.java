import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.IMap;
import java.util.concurrent.Callable;

/** Takes so many milliseconds, and says in the map `slow-tasks`, under the text, how far it is. */
public class Slow extends Task implements Callable<String>, HazelcastInstanceAware {
    static final int ID = 4;
    private transient HazelcastInstance instance;

    @Override
    public String call() {
        IMap<String, String> log = instance.getMap("slow-tasks");
        log.merge(text, "begun", (before, now) -> before + " " + now);
        String end = "done";
        try {
            Thread.sleep(number);
        } catch (InterruptedException e) {
            end = "interrupted";
        }
        log.merge(text, end, (before, now) -> before + " " + now);
        return end;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.instance = instance;
    }

    @Override
    public int getClassId() {
        return ID;
    }
}
