package kr.hangil.e2e.k8s;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what Kubernetes' types do not know: each keeps such fields in {@code additionalProperties}, at any depth. */
final class UnknownFields {

    private static final String MODEL = "io.fabric8.kubernetes.api.model";

    private UnknownFields() {}

    /** Paths of the unknown fields in {@code object}. */
    static List<String> of(Object object, String path) {
        List<String> found = new ArrayList<>();
        visit(object, path, found);
        return found;
    }

    private static void visit(@Nullable Object value, String path, List<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> visit(item, path + "." + key, found));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), path + "[" + i + "]", found);
            }
        } else if (value != null
                && !(value instanceof Enum)
                && value.getClass().getPackageName().startsWith(MODEL)) {
            visitFields(value, path, found);
        }
    }

    private static void visitFields(Object model, String path, List<String> found) {
        for (Class<?> type = model.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    visitField(model, field, path, found);
                }
            }
        }
    }

    private static void visitField(Object model, Field field, String path, List<String> found) {
        try {
            field.setAccessible(true);
            Object value = field.get(model);
            if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> unknown) {
                unknown.keySet().forEach(key -> found.add(path + "." + key + " is no field"));
            } else {
                visit(value, path + "." + field.getName(), found);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
