package kr.hangil.portal.projects;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import kr.hangil.portal.frame.CheckedForm;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.gateway.Project;

/**
 * What was typed into the form for a new project, or for another name of one, and what is wrong with it.
 *
 * @param id as typed for a new one
 * @param name as typed
 * @param problems what is wrong by field, {@code ""} for the form as a whole
 */
record ProjectForm(String id, String name, Map<String, String> problems) implements CheckedForm {

    private static final String ID = "id";
    private static final String NAME = "name";
    private static final List<String> FIELDS = List.of(NAME, ID);
    private static final Pattern SHAPE = Pattern.compile(Project.ID);

    ProjectForm {
        problems = Map.copyOf(problems);
    }

    static ProjectForm blank() {
        return typed("", "");
    }

    static ProjectForm typed(String id, String name) {
        return new ProjectForm(id, name, Map.of());
    }

    @Override
    public List<String> fields() {
        return FIELDS;
    }

    /** The form with what can be said without asking the gateway. */
    ProjectForm checked(ProjectsMessages say) {
        Map<String, String> found = new TreeMap<>();
        if (name.isEmpty()) {
            found.put(NAME, say.name_missing());
        } else if (name.codePointCount(0, name.length()) > Project.LONGEST_NAME) {
            found.put(NAME, say.name_too_long(Project.LONGEST_NAME));
        }
        if (id.isEmpty()) {
            found.put(ID, say.id_missing());
        } else if (!SHAPE.matcher(id).matches()) {
            found.put(ID, say.id_wrong());
        }
        return with(found);
    }

    /** The form with what the gateway said, beside the field it named. */
    ProjectForm failed(FormFailure failure, ProjectsMessages say) {
        return with(Map.of(
                failure.field(),
                switch (failure.kind()) {
                    case FORBIDDEN -> say.may_not_save(failure.requestId());
                    case UNANSWERED -> say.save_failed(failure.requestId());
                    case CONFLICT -> failure.field().equals(ID) ? say.id_taken() : say.save_refused(failure.reason());
                    default ->
                        failure.field().isEmpty()
                                ? say.save_refused(failure.reason())
                                : say.field_refused(failure.reason());
                }));
    }

    private ProjectForm with(Map<String, String> found) {
        return new ProjectForm(id, name, found);
    }
}
