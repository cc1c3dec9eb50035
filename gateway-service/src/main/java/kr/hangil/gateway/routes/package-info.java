/** Which deployment and which replicas stand behind a served model name; kept by platform operators. */
@NullMarked
package kr.hangil.gateway.routes;

import org.jspecify.annotations.NullMarked;
