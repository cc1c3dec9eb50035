package kr.hangil.platform.startup;

import java.util.List;

/** Something a service must be sure of before it serves. Implemented beside the feature it guards, as a CDI bean. */
public interface StartupCheck {

    /** What is unsafe, one sentence each with the key to set; empty when all is well. Must not block for long. */
    List<String> findings();
}
