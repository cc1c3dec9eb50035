/**
 * The platform from outside: what an app, a tenant and an operator see, on the whole local stack with nothing replaced.
 *
 * <p>One stack, started by {@code ./hangil up}, serves every class but {@code VerificationE2E}; each test makes its own tenant
 * where it counts something, so that order does not matter.
 */
@NullMarked
package kr.hangil.e2e;

import org.jspecify.annotations.NullMarked;
