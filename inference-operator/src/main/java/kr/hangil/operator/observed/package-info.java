/**
 * What a reconcile looks at, as plain records: the children of a deployment, its pods, what gateways and pods report. Pure
 * functions read these and nothing else, so tests build them by hand.
 */
@NullMarked
package kr.hangil.operator.observed;

import org.jspecify.annotations.NullMarked;
