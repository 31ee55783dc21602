package interop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Calls the method of a reader or writer that is for a kind of field: writeInt for "Int". */
final class ByKind {
    private ByKind() {
    }

    static void write(Class<?> writer, Object target, String kind, Object... arguments) {
        Method method = method(writer, "write" + kind, arguments.length);
        int last = arguments.length - 1;
        // The methods for bytes, shorts and chars take an int.
        if (method.getParameterTypes()[last] == int.class) arguments[last] = asInt(arguments[last]);
        invoke(method, target, arguments);
    }

    static Object read(Class<?> reader, Object target, String kind, Object... arguments) {
        return invoke(method(reader, "read" + kind, arguments.length), target, arguments);
    }

    /** The name of a field of this kind: "arrayOfInt8" for "ArrayOfInt8". */
    static String fieldName(String kind) {
        return Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
    }

    private static Method method(Class<?> type, String name, int parameters) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == parameters)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    private static int asInt(Object value) {
        return value instanceof Character character ? character : ((Number) value).intValue();
    }

    private static Object invoke(Method method, Object target, Object[] arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException error) {
            throw new IllegalStateException(error.getCause());
        } catch (IllegalAccessException error) {
            throw new IllegalStateException(error);
        }
    }
}
