/**
 * How many replicas the demand needs. Pure: gateways' requests, pods' load and the time of the last request go in, replicas for
 * each variant come out; what was recommended before is handed in as well.
 */
@NullMarked
package kr.hangil.operator.scaling;

import org.jspecify.annotations.NullMarked;
