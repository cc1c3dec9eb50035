/** What stands in front of every resource: roles, the size of bodies, and how a failed sign-in is told. */
@NullMarked
package kr.hangil.registry.access;

import org.jspecify.annotations.NullMarked;
