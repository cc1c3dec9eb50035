/** Uploads: files that were streamed in and are not yet part of any version. They expire. */
@NullMarked
package kr.hangil.registry.intake;

import org.jspecify.annotations.NullMarked;
