package io.phoenix.gateway.core.exchange;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The content codings as clients make them, by other code than that which undoes them. */
enum Coder {
    GZIP("gzip") {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            return new GZIPOutputStream(out);
        }
    },
    ZLIB("deflate") {
        @Override
        OutputStream over(OutputStream out) {
            return new DeflaterOutputStream(out);
        }
    },
    RAW_DEFLATE("deflate") {
        @Override
        OutputStream over(OutputStream out) {
            return new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
        }
    },
    BROTLI("br") {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            Brotli4jLoader.ensureAvailability();
            // The best that it can do takes it minutes.
            return new BrotliOutputStream(out, new Encoder.Parameters().setQuality(5));
        }
    },
    ZSTD("zstd") {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            return new ZstdOutputStream(out).setChecksum(true);
        }
    };

    private final String token;

    Coder(String token) {
        this.token = token;
    }

    abstract OutputStream over(OutputStream out) throws IOException;

    ContentCoding coding() {
        return ContentCoding.named(token);
    }

    byte[] encode(byte[] plain) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (OutputStream out = over(coded)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coded.toByteArray();
    }
}
