/** The audit trail of a tenant: who did what and when, and whether the chain of its hashes is whole. */
@NullMarked
package kr.hangil.portal.audit;

import org.jspecify.annotations.NullMarked;
