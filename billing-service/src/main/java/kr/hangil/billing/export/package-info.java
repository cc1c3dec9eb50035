/**
 * Tables as files: rows of the database, written to CSV or Parquet and sent.
 *
 * <p>A file is written to disk whole before its first byte is sent. So memory holds some hundred rows however many there are, a
 * reader that is slow holds no connection to the database, and what arrives is complete: a failure half-way is an error with
 * its envelope, never a file that ends early. Why these formats and libraries: docs/adr/0016-exports-are-files.md.
 */
@NullMarked
package kr.hangil.billing.export;

import org.jspecify.annotations.NullMarked;
