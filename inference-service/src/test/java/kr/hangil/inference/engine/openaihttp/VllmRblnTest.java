package kr.hangil.inference.engine.openaihttp;

import kr.hangil.inference.support.EngineStandIn;

/** A pod in front of vllm-rbln. */
class VllmRblnTest extends DialectSuite {

    VllmRblnTest() {
        super(EngineStandIn.Speech.VLLM_RBLN);
    }
}
