/** Who did what, when and to what: one hash-chained, append-only trail for each tenant and one for the platform. */
@NullMarked
package kr.hangil.gateway.audit;

import org.jspecify.annotations.NullMarked;
