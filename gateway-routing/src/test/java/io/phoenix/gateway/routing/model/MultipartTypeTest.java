package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Content-Types give a boundary. */
class MultipartTypeTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "multipart/form-data; boundary=b                    | b",
                "Multipart/Form-Data;boundary=----WebKit7MA4YWxk    | ----WebKit7MA4YWxk",
                "multipart/form-data; boundary=\"a b\"              | a b",
                "multipart/form-data; boundary=\"----=_Part(1):'+\" | ----=_Part(1):'+",
                "multipart/form-data; charset=UTF-8; BOUNDARY=b     | b",
                "multipart/form-data; boundary=b; charset=\"utf-8\" | b",
            })
    void readsTheBoundary(String contentType, String boundary) {
        assertThat(MultipartType.announces(contentType)).isTrue();
        assertThat(MultipartType.of(contentType)).isEqualTo(new MultipartType(boundary, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data;",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"a",
                "multipart/form-data; boundary=\"a \"",
                "multipart/form-data; boundary=\"a\\b\"",
                "multipart/form-data; boundary=\"a;b\"",
                "multipart/form-data; boundary=\"a\u00e9\"",
                "multipart/form-data; boundary=a b",
                "multipart/form-data; boundary=a:b",
                "multipart/form-data; boundary=a=b",
                "multipart/form-data; boundary=a#b",
                "multipart/form-data; boundary=a; boundary=a",
                "multipart/form-data; boundary*=utf-8''a",
                "multipart/form-data; boundary*0=a",
                "multipart/form-data; boundary=a; boundary*0=b",
                "multipart/form-data; xboundary=b; boundary=a",
                "multipart/form-data; x=\"boundary=b\"; boundary=a",
                "multipart/form-data; boundary=a; charset=iso-8859-1",
                "multipart/form-data; boundary=a; charset=utf-16",
                "multipart/form-data; boundary=a, application/json",
                "multipart/form-data, multipart/form-data; boundary=a",
                "multipart/form-data ; boundary=a",
                "multipart/form-data boundary=a",
            })
    void refusesWhatServersCouldReadDifferently(String contentType) {
        assertThat(MultipartType.announces(contentType)).isTrue();
        MultipartType type = MultipartType.of(contentType);
        assertThat(type.boundary()).isEmpty();
        assertThat(type.objection()).startsWith("The Content-Type has ").contains(". Send multipart/form-data; ");
    }

    @Test
    void aBoundaryHasUpToSeventyCharacters() {
        assertThat(MultipartType.of("multipart/form-data; boundary=" + "b".repeat(70))
                        .objection())
                .isNull();
        assertThat(MultipartType.of("multipart/form-data; boundary=" + "b".repeat(71))
                        .objection())
                .contains("1 to 70");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "multipart/mixed; boundary=b", "multipart/form-data2", "x", ""})
    void otherTypesAreNone(String contentType) {
        assertThat(MultipartType.announces(contentType)).isFalse();
    }
}
