/**
 * llama.cpp's llama-server as a child process: found or built, started with its own key on a free loopback port, restarted
 * when it dies, and gone when this service is gone, however it goes.
 */
@NullMarked
package kr.hangil.inference.engine.llamacpp;

import org.jspecify.annotations.NullMarked;
