package interop;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** One object of every type, by name. The other languages have equal ones under the same names. */
final class Samples {
    private Samples() {
    }

    static Map<String, Object> all() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.putAll(BuiltIns.values());
        samples.putAll(BuiltIns.collections());
        samples.putAll(CompactTypes.samples());
        samples.putAll(Portables.samples());
        samples.putAll(Identified.samples());
        samples.put("custom", new Point(3, -4));
        return samples;
    }

    static void register(SerializationConfig config) {
        CompactTypes.register(config.getCompactSerializationConfig());
        config.addPortableFactory(Portables.FACTORY, Portables::create);
        config.addDataSerializableFactory(Identified.FACTORY, Identified::create);
        config.addSerializerConfig(
                new SerializerConfig().setTypeClass(Point.class).setImplementation(new Point.Serializer()));
    }
}
