package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.benchmarks.compare.LoopScenario.Fit;
import io.phoenix.gateway.benchmarks.compare.Request.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is compared, in the order of the report. */
final class Scenarios {
    private static final String HOST = "127.0.0.1";
    private static final String RSA = "rsa.lab";
    private static final String EC = "ec.lab";

    private static final String BEYOND_BUFFER = " (HAProxy cannot route it)";

    private static final int SMALL = 300;
    private static final int OPEN_RATE = 2_000;
    private static final int DOWNLOAD = 100_000_000;

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int connections : new int[] {32, 128, 512}) {
            all.add(chats(
                    "chat-300b-" + connections,
                    "300 B chat, " + connections + " connections",
                    connections,
                    SMALL,
                    Place.FIRST,
                    null));
        }
        all.add(chats("chat-8k", "8 KB chat, model last, 128 connections", 128, 8_000, Place.LAST, null));
        all.add(loop(
                "get",
                "small GET on a path route, 32 connections",
                (load, target, time) ->
                        new ClosedLoop(load, target, 32, null, List.of(Request.small(target, HOST)), 0)));
        all.add(uploads("chat-1m-first", "1 MB chat, model first", 8, 1_000_000, Place.FIRST));
        all.add(uploads("chat-1m-last", "1 MB chat, model last" + BEYOND_BUFFER, 8, 1_000_000, Place.LAST));
        all.add(new FirstBytes());
        all.add(uploads("chat-20m-first", "20 MB chat, model first", 4, 20_000_000, Place.FIRST));
        all.add(uploads("chat-20m-last", "20 MB chat, model last" + BEYOND_BUFFER, 4, 20_000_000, Place.LAST));
        all.add(new HeldBodies());
        all.add(loop(
                "open-2000",
                "300 B chat, " + OPEN_RATE + " requests/s, open loop",
                (load, target, time) ->
                        new OpenLoop(load, target, Request.chats(HOST, SMALL, Place.FIRST), OPEN_RATE)));
        all.add(chats("tls-chat", "300 B chat over TLS 1.3, kept alive, 32 connections", 32, SMALL, Place.FIRST, RSA));
        all.add(handshakes("handshakes-rsa", "new TLS 1.3 connections, RSA 2048", RSA));
        all.add(handshakes("handshakes-ec", "new TLS 1.3 connections, EC P-256", EC));
        all.add(loop(
                "tokens",
                "200 streams of 50 tokens/s: a token on its way",
                (load, target, time) -> new TokenStreams(load, target, time)));
        all.add(loop(
                "download",
                "100 MB downloads, 4 connections",
                (load, target, time) -> new ClosedLoop(load, target, 4, null, List.of(download(target)), DOWNLOAD)));
        all.add(new EchoScenario());
        all.add(new IdleConnections("idle", "an idle connection", null));
        all.add(new IdleConnections("idle-tls", "an idle TLS connection", RSA));
        all.add(new Departures());
        all.add(new Reload());
        all.add(new StartUp());
        return all;
    }

    /** The names of {@code scenarios} and what they do, a line for each. */
    static String list(List<Scenario> scenarios) {
        return scenarios.stream()
                .map(s -> String.format("%-20s %s%n", s.name(), s.title()))
                .collect(Collectors.joining());
    }

    private static Scenario chats(
            String name, String title, int connections, int size, Place place, @Nullable String tlsName) {
        String host = tlsName == null ? HOST : tlsName;
        return new LoopScenario(
                name,
                title,
                tlsName == null ? Fit.ALL : Fit.TLS,
                (load, target, time) ->
                        new ClosedLoop(load, target, connections, tlsName, Request.chats(host, size, place), 0));
    }

    private static Scenario uploads(String name, String title, int connections, int size, Place place) {
        return new LoopScenario(
                name,
                title,
                place == Place.FIRST ? Fit.ALL : Fit.LATE_MODEL,
                (load, target, time) ->
                        new ClosedLoop(load, target, connections, null, Request.chats(HOST, size, place), size));
    }

    private static Scenario handshakes(String name, String title, String tlsName) {
        return new LoopScenario(name, title, Fit.TLS, (load, target, time) -> new Handshakes(load, target, tlsName));
    }

    private static Scenario loop(String name, String title, LoopScenario.Maker maker) {
        return new LoopScenario(name, title, Fit.ALL, maker);
    }

    private static Request download(Target target) {
        String path = target.prefix() + "/bytes?length=" + DOWNLOAD;
        return Request.get(HOST, path, DOWNLOAD, Content.crcOfDownload(DOWNLOAD));
    }
}
