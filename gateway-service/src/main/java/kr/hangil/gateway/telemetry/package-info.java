/**
 * What requests look like from outside, in the terms of OpenTelemetry's semantic conventions for generative AI, those to the control
 * plane in the terms of its conventions for HTTP. Labels are operations, models, regions, error codes and templates of routes: all of
 * them few, none of them a tenant's.
 */
@NullMarked
package kr.hangil.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
