package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import io.phoenix.gateway.routing.model.JacksonOracle.Verdict;
import io.phoenix.gateway.routing.model.ScannerRun.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The scanner against the oracle and against itself. Written without AssertJ: it runs millions of times in a fuzzer.
 */
final class Differential {
    private final int maxDepth;
    private final int maxModelLength;

    Differential(int maxDepth, int maxModelLength) {
        this.maxDepth = maxDepth;
        this.maxModelLength = maxModelLength;
    }

    /** The scanner says of the whole body what the oracle says. */
    Outcome agrees(byte[] body) {
        Outcome outcome = ScannerRun.whole(body, maxDepth, maxModelLength);
        Verdict verdict = JacksonOracle.judge(body, maxDepth, maxModelLength);
        BodyProblem problem = outcome.problem();
        if (problem == null) {
            check(verdict.allowed().isEmpty(), body, outcome, verdict);
            check(outcome.complete() && outcome.stream() == verdict.stream(), body, outcome, verdict);
        } else {
            check(!outcome.complete() && verdict.allowed().contains(problem.kind()), body, outcome, verdict);
            check(verdict.offset() < 0 || verdict.offset() == problem.offset(), body, outcome, verdict);
            check(problem.offset() >= 0 && problem.offset() <= body.length, body, outcome, verdict);
            earlierBytesAreInnocent(body, problem);
        }
        boolean sameModel = Objects.equals(outcome.model(), verdict.model())
                && outcome.valueStart() == verdict.valueStart()
                && outcome.valueEnd() == verdict.valueEnd();
        // After a value Jackson looks at bytes that the scanner may already have refused, or the reverse.
        boolean oneStoppedEarlier = problem != null && (outcome.model() == null || verdict.model() == null);
        check(sameModel || oneStoppedEarlier, body, outcome, verdict);
        return outcome;
    }

    /**
     * No way of cutting the body changes anything: byte by byte, in two at every place (of a large one, some), at
     * random.
     */
    void everyCutAgrees(byte[] body, RandomGenerator random) {
        Outcome expected = agrees(body);
        same(body, expected, ScannerRun.byteByByte(body, maxDepth, maxModelLength));
        int step = 1 + body.length / 1024;
        for (int cut = 0; cut < body.length; cut += step) {
            same(body, expected, ScannerRun.cut(body, maxDepth, maxModelLength, cut));
        }
        for (int i = 0; i < 8; i++) {
            randomCutAgrees(body, expected, random);
        }
    }

    void randomCutAgrees(byte[] body, Outcome expected, RandomGenerator random) {
        same(body, expected, ScannerRun.random(body, maxDepth, maxModelLength, random));
    }

    /** The byte at fault is the first that could not stand there: without it and what follows, nothing is wrong yet. */
    private void earlierBytesAreInnocent(byte[] body, BodyProblem problem) {
        boolean atOneByte = problem.kind() == Kind.MALFORMED || problem.kind() == Kind.NOT_UTF8;
        if (!atOneByte || problem.offset() == 0) {
            return;
        }
        byte[] before = Arrays.copyOf(body, (int) problem.offset());
        BodyProblem earlier = ScannerRun.whole(before, maxDepth, maxModelLength).problem();
        if (earlier != null
                && earlier.kind() != Kind.TRUNCATED
                && earlier.kind() != Kind.NO_MODEL
                && earlier.kind() != Kind.EMPTY_BODY) {
            throw new AssertionError(show(body) + "\n " + problem + "\n but before it " + earlier);
        }
    }

    private static void same(byte[] body, Outcome expected, Outcome actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(show(body) + "\n whole " + expected + "\n cut   " + actual);
        }
    }

    private static void check(boolean holds, byte[] body, Outcome outcome, Verdict verdict) {
        if (!holds) {
            throw new AssertionError(show(body) + "\n scanner " + outcome + "\n oracle  " + verdict);
        }
    }

    private static String show(byte[] body) {
        byte[] head = Arrays.copyOf(body, Math.min(body.length, 400));
        return new String(head, StandardCharsets.ISO_8859_1) + "\n hex "
                + HexFormat.of().formatHex(head) + " of " + body.length + " bytes";
    }
}
