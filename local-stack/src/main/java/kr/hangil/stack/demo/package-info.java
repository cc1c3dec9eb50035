/** What a fresh stack is filled with, all of it through the services' public APIs: model, prices, tenants, key. */
@NullMarked
package kr.hangil.stack.demo;

import org.jspecify.annotations.NullMarked;
