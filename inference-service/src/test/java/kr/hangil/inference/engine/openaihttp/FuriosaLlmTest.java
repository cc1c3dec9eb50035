package kr.hangil.inference.engine.openaihttp;

import kr.hangil.inference.support.EngineStandIn;

/** A pod in front of furiosa-llm. */
class FuriosaLlmTest extends DialectSuite {

    FuriosaLlmTest() {
        super(EngineStandIn.Speech.FURIOSA);
    }
}
