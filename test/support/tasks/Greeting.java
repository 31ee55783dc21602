import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.util.concurrent.Callable;

/** Returns the text and the UUID of the member; null without a text. */
public class Greeting extends Task implements Callable<String>, HazelcastInstanceAware {
    static final int ID = 2;
    private transient HazelcastInstance instance;

    @Override
    public String call() {
        return text == null ? null : text + " " + instance.getCluster().getLocalMember().getUuid();
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
