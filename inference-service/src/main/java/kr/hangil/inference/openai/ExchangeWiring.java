package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.load.TokenMeter;
import kr.hangil.inference.queue.RequestQueue;

/** Puts together what every exchange works with. */
final class ExchangeWiring {

    @Produces
    @Singleton
    Exchange.Means means(
            Vertx vertx,
            ObjectMapper json,
            EngineConfig config,
            EngineHttp engine,
            Pod pod,
            RequestQueue queue,
            TokenMeter tokens,
            Accounts accounts,
            Refusals refusals) {
        return new Exchange.Means(
                vertx, json, engine, pod::endpoint, queue, tokens, accounts, refusals, config.stallTimeout());
    }
}
