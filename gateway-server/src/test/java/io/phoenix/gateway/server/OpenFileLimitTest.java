package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenFileLimitTest {

    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             63708                63708                processes
            Max open files            %s                 524288               files
            """;

    @ParameterizedTest
    @CsvSource({"1024, 1024", "unlimited, 2147483647", "1048576, 1048576", "9999999999, 2147483647"})
    void takesTheLimitInForce(String written, int read) {
        assertThat(OpenFileLimit.parse(LIMITS.formatted(written))).isEqualTo(read);
    }

    @Test
    void takesLinuxsUsualOneWhereNothingIsSaid() {
        assertThat(OpenFileLimit.parse("")).isEqualTo(1024);
    }

    @ParameterizedTest
    @CsvSource({"1024, 384", "100, 64", "65536, 32640", "2147483647, 100000"})
    void keepsFilesForUpstreamsAndForItself(int files, int clients) {
        assertThat(OpenFileLimit.clients(files)).isEqualTo(clients);
    }
}
