package kr.hangil.portal.keys;

import java.util.ArrayList;
import java.util.List;
import kr.hangil.portal.gateway.Project;
import kr.hangil.portal.upstream.Part;

/**
 * What a key may be limited to or count for.
 *
 * @param models served names
 * @param projects the tenant's first 200
 */
record KeyChoices(Part<List<String>> models, Part<List<String>> regions, Part<List<Project>> projects) {

    /**
     * A project to choose.
     *
     * @param label for people
     */
    public record Option(String id, String label) {}

    /** Projects to choose, {@code chosen} among them even where it is none that is known; that is empty for none. */
    public List<Option> projectsWith(String chosen) {
        List<Option> options = new ArrayList<>();
        if (projects.isOk()) {
            projects.content()
                    .forEach(project ->
                            options.add(new Option(project.id(), project.name() + " (" + project.id() + ")")));
        }
        if (!chosen.isEmpty()
                && options.stream().noneMatch(option -> option.id().equals(chosen))) {
            options.add(new Option(chosen, chosen));
        }
        return options;
    }
}
