package io.phoenix.gateway.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.benchmarks.compare.Request.Place;
import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.net.Workers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Load and backends without a proxy: what is right counts, and what is wrong is found. */
class LoadTest {
    private static final Duration MOMENT = Duration.ofMillis(200);

    private Workers workers;
    private Backend a;
    private Backend b;
    private Load load;

    @BeforeEach
    void start() throws Exception {
        Transport transport = Transport.best();
        workers = new Workers(transport, 1);
        a = new Backend("a", workers.group(), transport.serverChannel(), new Marks());
        b = new Backend("b", workers.group(), transport.serverChannel(), new Marks());
        load = new Load(workers.all().get(0), transport);
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        workers.close();
    }

    @Test
    void rightAnswersCount() throws Exception {
        for (Place place : Place.values()) {
            Sample sample = chats(new Direct(List.of(a, b)), 200_000, place);
            assertThat(sample.fault()).isNull();
            assertThat(sample.answers()).isPositive();
        }
    }

    @Test
    void anAnswerOfTheWrongBackendMakesTheRunVoid() throws Exception {
        assertThat(chats(new Direct(List.of(b, a)), 300, Place.FIRST).fault())
                .isEqualTo("an answer with other content, or of another backend");
    }

    @Test
    void everyTokenComes() throws Exception {
        Sample sample = new TokenStreams(load, new Direct(List.of(a, b)), MOMENT).run(MOMENT);
        assertThat(sample.fault()).isNull();
        assertThat(sample.answers()).isEqualTo(200 * 10);
    }

    @Test
    void downloadsComeWhole() throws Exception {
        Target target = new Direct(List.of(a, b));
        Request right = Request.get("127.0.0.1", "/bytes?length=3000000", 3_000_000, Content.crcOfDownload(3_000_000));
        assertThat(new ClosedLoop(load, target, 2, null, List.of(right), 3_000_000)
                        .run(MOMENT)
                        .fault())
                .isNull();
        Request wrong = Request.get("127.0.0.1", "/bytes?length=3000000", 3_000_001, 0);
        assertThat(new ClosedLoop(load, target, 2, null, List.of(wrong), 0)
                        .run(MOMENT)
                        .fault())
                .isEqualTo("an answer of 3000000 bytes instead of 3000001");
    }

    @Test
    void onceEachEndsWithTheLastAnswer() throws Exception {
        List<Request> requests = Request.chats("127.0.0.1", 200_000, Place.LAST);
        Sample sample = new OnceEach(load, new Direct(List.of(a, b)), 10, requests).run(MOMENT);
        assertThat(sample.fault()).isNull();
        assertThat(sample.answers()).isEqualTo(10);
    }

    @Test
    void connectionsThatEndAreNoFailures() throws Exception {
        ShortLivedLoop loop = shortLived(new Direct(List.of(a, b)));
        // More than 64 connections can carry without being opened anew.
        Sample sample = loop.run(Duration.ofMillis(500));
        assertThat(sample.fault()).isNull();
        assertThat(sample.answers()).isGreaterThan(64 * 20);
        assertThat(loop.failures()).isEmpty();
    }

    @Test
    void failuresAreCountedWhereTheyAreTheFigure() throws Exception {
        ShortLivedLoop loop = shortLived(new Direct(List.of(b, a)));
        assertThat(loop.run(MOMENT).fault()).isNull();
        assertThat(loop.failures())
                .containsOnlyKeys("a new connection: an answer with other content, or of another backend");
        assertThat(loop.failuresOnKept()).isZero();
    }

    private ShortLivedLoop shortLived(Target target) {
        return new ShortLivedLoop(load, target, Request.chats("127.0.0.1", 300, Place.FIRST), 5_000);
    }

    private Sample chats(Target target, int size, Place place) throws Exception {
        List<Request> requests = Request.chats("127.0.0.1", size, place);
        return new ClosedLoop(load, target, 4, null, requests, 0).run(MOMENT);
    }
}
