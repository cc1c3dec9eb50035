package kr.hangil.platform.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BodyRoomTest {

    @Test
    void shouldLetInByWeightAndRefuseTheRestWithoutTakingAnything() {
        BodyRoom room = BodyRoom.of(Optional.of(100L), 10, 8);
        BodyRoom.Share heavy = room.share(8);
        BodyRoom.Share light = room.share(2);

        assertThat(heavy.take(10)).isTrue();
        assertThat(light.take(11)).isFalse();
        assertThat(room.taken()).isEqualTo(80);
        assertThat(light.take(10)).isTrue();
        assertThat(room.taken()).isEqualTo(100);
    }

    @Test
    void shouldHaveAllBackWhenARequestIsOverAndGiveItNoMore() {
        BodyRoom room = BodyRoom.of(Optional.of(100L), 10, 8);
        BodyRoom.Share share = room.share(8);
        assertThat(share.take(10)).isTrue();

        share.giveBack();
        share.giveBack();

        assertThat(room.taken()).isZero();
        assertThat(share.take(1)).isFalse();
        assertThat(room.taken()).isZero();
    }

    @Test
    void shouldSayAtTheStartThatTheLargestBodyHasNoRoom() {
        assertThatThrownBy(() -> BodyRoom.of(Optional.of(79L), 10, 8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("10 bytes")
                .hasMessageContaining("79 bytes");
        assertThat(BodyRoom.of(Optional.empty(), 1024, 8).taken()).isZero();
    }

    @Test
    void shouldNeverLetInMoreThanThereIsWhenManyComeAtOnce() {
        BodyRoom room = BodyRoom.of(Optional.of(1_000L), 10, 2);
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                callers.execute(() -> {
                    for (int turn = 0; turn < 10_000; turn++) {
                        BodyRoom.Share share = room.share(2);
                        if (share.take(100)) {
                            assertThat(room.taken()).isPositive();
                        }
                        share.giveBack();
                    }
                });
            }
        }

        assertThat(room.taken()).isZero();
    }
}
