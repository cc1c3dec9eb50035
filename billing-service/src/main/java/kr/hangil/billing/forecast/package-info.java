/**
 * What a tenant will have spent by the end of its month, and how sure that is.
 *
 * <p>The method is simple enough to be told to who asks: the mean of each day of the week over the last four weeks, for every day
 * that is left. It knows of no growth, no holiday and no end of a project, and says nothing before there is a week to go by. How
 * far days strayed from those means makes the interval.
 */
@NullMarked
package kr.hangil.billing.forecast;

import org.jspecify.annotations.NullMarked;
