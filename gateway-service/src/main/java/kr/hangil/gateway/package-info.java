/**
 * The door: who is calling, may they, which replica, pass the bytes, count the tokens.
 *
 * <p>Two halves that meet in one place only, the {@link kr.hangil.gateway.snapshot snapshot}: the control plane
 * ({@code tenants}, {@code keys}, {@code routes}, {@code audit}) writes PostgreSQL, the data plane reads memory.
 */
@NullMarked
package kr.hangil.gateway;

import org.jspecify.annotations.NullMarked;
