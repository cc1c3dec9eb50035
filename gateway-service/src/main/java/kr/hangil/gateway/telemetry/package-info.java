/**
 * What requests look like from outside, in the terms of OpenTelemetry's semantic conventions for generative AI. Labels are
 * operations, models, regions and error codes: all of them few, none of them a tenant's.
 */
@NullMarked
package kr.hangil.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
