/**
 * The second entry of the books: what this pod served, per day, version, gateway and tenant, by its own count.
 * {@link kr.hangil.inference.served.ServedLedger} keeps it, in memory and in a small file that is only appended to.
 */
@NullMarked
package kr.hangil.inference.served;

import org.jspecify.annotations.NullMarked;
