/** What the operator tells Prometheus, and by it the autoscalers of others. */
@NullMarked
package kr.hangil.operator.telemetry;

import org.jspecify.annotations.NullMarked;
