/** The one way into PostgreSQL for set-based work: transactions, bounded waiting, and failures told as they are. */
@NullMarked
package kr.hangil.billing.database;

import org.jspecify.annotations.NullMarked;
