/** The models that versions belong to: a namespace, a name, and how people call them. */
@NullMarked
package kr.hangil.registry.catalog;

import org.jspecify.annotations.NullMarked;
