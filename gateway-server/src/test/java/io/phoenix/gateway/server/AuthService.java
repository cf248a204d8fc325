package io.phoenix.gateway.server;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An authentication service that answers each question as a test says, and keeps the questions. */
final class AuthService implements AutoCloseable {

    /** An answer that lets everybody pass as alice. */
    static final String ALICE = "HTTP/1.1 200 OK\r\nRemote-User: alice\r\nRemote-Groups: admins,lab\r\n"
            + "Set-Cookie: session=renewed; Path=/; HttpOnly\r\nContent-Length: 2\r\n\r\nOK";

    /** An answer that sends everybody to the page for logging in. */
    static final String LOGIN = "HTTP/1.1 302 Found\r\nLocation: https://auth.lab/?rd=https%3A%2F%2Flocalhost%2F\r\n"
            + "Set-Cookie: session=new; Path=/\r\nContent-Type: text/html\r\nContent-Length: 5\r\n"
            + "Keep-Alive: timeout=5\r\n\r\nlogin";

    /** An answer that lets nobody pass. */
    static final String NOBODY = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"lab\"\r\n"
            + "Content-Length: 12\r\n\r\nUnauthorized";

    private final RawUpstream upstream;
    private final BlockingQueue<String> questions = new LinkedBlockingQueue<>();

    /** Answers a question's head with what {@code answers} makes of it; with nothing, never. */
    AuthService(UnaryOperator<String> answers) throws IOException {
        upstream = RawUpstream.start((connection, n) -> {
            String head;
            while (!(head = connection.readHead()).isEmpty()) {
                questions.add(head);
                connection.send(answers.apply(head));
            }
        });
    }

    /** The next question; waits for it. */
    String question() throws InterruptedException {
        String head = questions.poll(15, TimeUnit.SECONDS);
        if (head == null) {
            throw new AssertionError("nothing was asked");
        }
        return head;
    }

    /** Questions that no test took yet. */
    int waiting() {
        return questions.size();
    }

    /** Connections accepted so far. */
    int accepted() {
        return upstream.accepted();
    }

    String address() {
        return upstream.address();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
