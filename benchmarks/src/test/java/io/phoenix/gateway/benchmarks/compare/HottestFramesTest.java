package io.phoenix.gateway.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a profile's text says of stacks as the converter writes them. */
class HottestFramesTest {

    @Test
    void countsWhatMethodsDoAndWhatTheyCall() {
        HottestFrames frames = HottestFrames.of(List.of(
                "Thread.run_[0];Loop.turn_[j];Native.send 6", "Thread.run_[j];Loop.turn_[j] 3", "Thread.run_[j] 1"));

        assertThat(frames.samples()).isEqualTo(10);
        assertThat(frames.text(2)).isEqualTo("""
                   self   with what it calls
                 60.0 %   60.0 %  Native.send
                 30.0 %   90.0 %  Loop.turn
                """);
    }

    @Test
    void countsARecursiveMethodOncePerSample() {
        HottestFrames frames = HottestFrames.of(List.of("A.a;B.b;A.a 4"));

        assertThat(frames.total()).containsEntry("A.a", 4L).containsEntry("B.b", 4L);
        assertThat(frames.self()).containsOnlyKeys("A.a");
    }
}
