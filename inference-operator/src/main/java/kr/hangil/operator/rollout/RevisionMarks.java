package kr.hangil.operator.rollout;

import java.util.Map;
import java.util.TreeMap;

/** What is to be remembered about each revision, as annotations of its Deployments. What is not set here is forgotten. */
final class RevisionMarks {

    private final Facts facts;
    private final Map<String, Map<String, String>> marks = new TreeMap<>();

    RevisionMarks(Facts facts) {
        this.facts = facts;
    }

    void set(String revision, String mark, String value) {
        marks.computeIfAbsent(revision, _ -> new TreeMap<>()).put(mark, value);
    }

    /** Goes on to remember a time, where there is one. */
    void keep(String revision, String mark) {
        facts.instant(revision, mark).ifPresent(it -> set(revision, mark, it.toString()));
    }

    /** Nothing but this about {@code revision}. */
    void setOnly(String revision, String mark, String value) {
        forget(revision);
        set(revision, mark, value);
    }

    void forget(String revision) {
        marks.remove(revision);
    }

    Map<String, Map<String, String>> asMap() {
        return marks;
    }
}
