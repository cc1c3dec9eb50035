/** Asks every gateway what it routes and what waits there: the acknowledgement of new replicas, and the demand that scales. */
@NullMarked
package kr.hangil.operator.gateway;

import org.jspecify.annotations.NullMarked;
