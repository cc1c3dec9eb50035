package kr.hangil.inference.engine;

import java.util.Optional;
import kr.hangil.inference.engine.EngineStatus.Phase;

/**
 * No server of this pod's: an engine that works on several nodes answers on one of them, and the others only need its weights. Ready
 * from when these are verified, and it answers nothing.
 */
final class EngineElsewhere implements Engine {

    private EngineStatus status = new EngineStatus(Phase.IDLE, "not started", 0);

    @Override
    public synchronized void start(EngineModel model) {
        if (status.phase() == Phase.READY) {
            throw new IllegalStateException("started before");
        }
        if (status.phase() != Phase.STOPPED) {
            status = new EngineStatus(Phase.READY, "weights are here, the server is on another pod of the group", 1);
        }
    }

    @Override
    public synchronized EngineStatus status() {
        return status;
    }

    @Override
    public Optional<EngineEndpoint> endpoint() {
        return Optional.empty();
    }

    @Override
    public boolean restart(String why) {
        return false;
    }

    @Override
    public synchronized void stop() {
        status = new EngineStatus(Phase.STOPPED, "stopped", status.starts());
    }
}
