/** How each process of the platform is started: command, environment, health address. */
@NullMarked
package kr.hangil.stack.services;

import org.jspecify.annotations.NullMarked;
