package io.phoenix.gateway.provisioner.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Connections from this host, each attempt with a limit of its own; every failure says at which hop. */
final class Wire {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int SILENCE_MILLIS = 5_000;

    private Wire() {}

    /** The addresses that {@code name} has here. */
    static Set<String> resolve(String name) throws HopException {
        try {
            Set<String> addresses = new TreeSet<>();
            Arrays.stream(InetAddress.getAllByName(name)).forEach(a -> addresses.add(a.getHostAddress()));
            return addresses;
        } catch (UnknownHostException e) {
            throw new HopException(Hop.DNS, "this host does not know " + name);
        }
    }

    /** A connection; the caller closes it. */
    static Socket connect(String host, int port) throws HopException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            return socket;
        } catch (SocketTimeoutException e) {
            throw refused(socket, host, port, "no answer within 3 s: dropped by a firewall, or nobody has the address");
        } catch (ConnectException e) {
            throw refused(socket, host, port, "refused: nothing listens there");
        } catch (IOException e) {
            throw refused(socket, host, port, String.valueOf(e.getMessage()));
        }
    }

    private static HopException refused(Socket socket, String host, int port, String why) {
        try {
            socket.close();
        } catch (IOException e) {
            // It never was connected, so nothing of it can be lost.
        }
        return new HopException(Hop.TCP, host + ":" + port + ": " + why);
    }

    /** A connection with TLS, and what it showed. */
    record Secured(SSLSocket socket, List<X509Certificate> chain) {}

    /** Speaks TLS on {@code plain}; accepts any certificate, so that what is wrong with it can be told. */
    static Secured secure(Socket plain, String name) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate(chain)}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
            if (!name.matches("[0-9.]+|.*:.*")) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return new Secured(socket, chain);
        } catch (SocketTimeoutException e) {
            throw new HopException(Hop.TLS, "no handshake within " + SILENCE_MILLIS / 1000 + " s");
        } catch (SSLException e) {
            throw new HopException(Hop.TLS, "no handshake: " + e.getMessage());
        } catch (IOException e) {
            throw new HopException(Hop.TLS, "the server broke the handshake off: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new HopException(Hop.TLS, "this Java has no TLS: " + e.getMessage());
        }
    }
}
