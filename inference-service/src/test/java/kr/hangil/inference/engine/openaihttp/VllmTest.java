package kr.hangil.inference.engine.openaihttp;

import kr.hangil.inference.support.EngineStandIn;

/** A pod in front of vLLM. */
class VllmTest extends DialectSuite {

    VllmTest() {
        super(EngineStandIn.Speech.VLLM);
    }
}
