package interop;

import com.hazelcast.nio.serialization.genericrecord.GenericRecord;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where two objects differ: field by field and item by item, their classes too, also where there is no equals. */
final class Difference {
    private Difference() {
    }

    /** Null where there is none. */
    static String between(Object expected, Object actual) {
        return between("$", expected, actual);
    }

    private static String between(String path, Object expected, Object actual) {
        if (expected == null || actual == null) return expected == actual ? null : told(path, expected, actual);
        // There are several classes of them.
        if (expected instanceof GenericRecord && actual instanceof GenericRecord) return equal(path, expected, actual);
        if (expected.getClass() != actual.getClass()) {
            return told(path, expected.getClass().getName(), actual.getClass().getName());
        }
        if (expected.getClass().isArray()) return betweenArrays(path, expected, actual);
        if (expected instanceof Map<?, ?> map) return betweenMaps(path, map, (Map<?, ?>) actual);
        if (expected.getClass() == HashSet.class) return equal(path, expected, actual);
        if (expected instanceof Collection<?> items) {
            return betweenArrays(path, items.toArray(), ((Collection<?>) actual).toArray());
        }
        if (expected instanceof Map.Entry<?, ?> entry) return betweenEntries(path, entry, (Map.Entry<?, ?>) actual);
        if (expected instanceof Optional<?> optional) {
            return between(path, optional.orElse(null), ((Optional<?>) actual).orElse(null));
        }
        if (expected.getClass().getPackage() == Difference.class.getPackage() && !expected.getClass().isEnum()) {
            return betweenFields(path, expected, actual);
        }
        return equal(path, expected, actual);
    }

    private static String equal(String path, Object expected, Object actual) {
        return expected.equals(actual) ? null : told(path, expected, actual);
    }

    private static String betweenArrays(String path, Object expected, Object actual) {
        int length = Array.getLength(expected);
        if (length != Array.getLength(actual)) return told(path + ".length", length, Array.getLength(actual));
        for (int i = 0; i < length; i++) {
            String found = between(path + "[" + i + "]", Array.get(expected, i), Array.get(actual, i));
            if (found != null) return found;
        }
        return null;
    }

    private static String betweenMaps(String path, Map<?, ?> expected, Map<?, ?> actual) {
        String keys = equal(path, Set.copyOf(expected.keySet()), Set.copyOf(actual.keySet()));
        if (keys != null) return keys;
        for (Object key : expected.keySet()) {
            String found = between(path + "." + key, expected.get(key), actual.get(key));
            if (found != null) return found;
        }
        return null;
    }

    private static String betweenEntries(String path, Map.Entry<?, ?> expected, Map.Entry<?, ?> actual) {
        String found = between(path + ".key", expected.getKey(), actual.getKey());
        return found != null ? found : between(path + ".value", expected.getValue(), actual.getValue());
    }

    private static String betweenFields(String path, Object expected, Object actual) {
        try {
            for (Field field : expected.getClass().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) continue;
                field.setAccessible(true);
                String found = between(path + "." + field.getName(), field.get(expected), field.get(actual));
                if (found != null) return found;
            }
            return null;
        } catch (IllegalAccessException error) {
            throw new IllegalStateException(error);
        }
    }

    private static String told(String path, Object expected, Object actual) {
        return String.format("%s should be %s, but is %s", path, expected, actual).replaceAll("\\s+", " ");
    }
}
