package kr.hangil.inference.engine.openaihttp;

import kr.hangil.inference.support.EngineStandIn;

/** A pod in front of SGLang. */
class SglangTest extends DialectSuite {

    SglangTest() {
        super(EngineStandIn.Speech.SGLANG);
    }
}
