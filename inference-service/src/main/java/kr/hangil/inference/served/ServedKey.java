package kr.hangil.inference.served;

import java.time.LocalDate;

/**
 * What is summed up apart.
 *
 * @param day day in {@code Asia/Seoul} on which the answer ended
 * @param digest version that answered
 * @param gateway client that called
 * @param tenant on whose behalf; empty where the gateway named none
 */
public record ServedKey(LocalDate day, String digest, String gateway, String tenant) {}
