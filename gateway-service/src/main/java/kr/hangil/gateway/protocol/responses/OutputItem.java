package kr.hangil.gateway.protocol.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kr.hangil.gateway.protocol.RequestTree;

/** An item of the output while it grows: its kind, its place, and what it holds so far. */
final class OutputItem {

    private static final String TYPE = "type";
    private static final String TEXT = "text";

    enum Kind {
        MESSAGE("msg_"),
        REASONING("rs_"),
        CALL("fc_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Kind kind;
    private final String id;
    private final int index;
    private final String callId;
    private final String name;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param index place in the output, from 0
     * @param callId of a call; empty for other kinds
     * @param name of the function called; empty for other kinds
     */
    OutputItem(Kind kind, String answer, int index, String callId, String name) {
        this.kind = kind;
        this.id = kind.prefix + answer + "_" + index;
        this.index = index;
        this.callId = callId;
        this.name = name;
    }

    Kind kind() {
        return kind;
    }

    String id() {
        return id;
    }

    int index() {
        return index;
    }

    String text() {
        return text.toString();
    }

    void append(String piece) {
        text.append(piece);
    }

    /** The item as clients see it. */
    ObjectNode toJson(String status) {
        ObjectNode item = RequestTree.JSON.createObjectNode().put("id", id);
        boolean begun = !status.equals(ResponseObject.IN_PROGRESS);
        switch (kind) {
            case MESSAGE -> {
                item.put(TYPE, "message").put("status", status).put("role", "assistant");
                item.putArray("content");
                if (begun) {
                    item.withArray("content").add(part());
                }
            }
            case REASONING -> {
                item.put(TYPE, "reasoning").put("status", status);
                item.putArray("summary");
                item.putArray("content");
                if (begun) {
                    item.withArray("content").add(part());
                }
            }
            case CALL ->
                item.put(TYPE, "function_call")
                        .put("status", status)
                        .put("call_id", callId)
                        .put("name", name)
                        .put("arguments", begun ? text() : "");
        }
        return item;
    }

    /** What it holds, as a part of its content. */
    ObjectNode part() {
        return part(text());
    }

    ObjectNode part(String content) {
        ObjectNode part = RequestTree.JSON.createObjectNode();
        if (kind == Kind.REASONING) {
            return part.put(TYPE, "reasoning_text").put(TEXT, content);
        }
        part.put(TYPE, "output_text").put(TEXT, content);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }
}
