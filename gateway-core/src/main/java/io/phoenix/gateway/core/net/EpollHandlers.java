package io.phoenix.gateway.core.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, without two things that it does to a connection whose peer has said its last.
 *
 * <p>When Netty hears of the end by {@code EPOLLRDHUP}, it reads everything before it, even where reading was switched
 * off because the other side is slow. That can be a whole receive buffer of the system, which is up to 32 MiB, for each
 * connection. Here nobody listens for that event: the end is found by reading, in its turn, and a reset is told of
 * anyway.
 *
 * <p>Netty takes a socket that is watched for nothing out of the epoll set (since netty/netty#16689) but goes on to
 * change its entry there, as of 4.2.18: the next read or full buffer fails with "epoll_ctl(..) failed with error(-2):
 * No such file or directory" and costs the connection. It hits the half-closed: their peer's end is heard of, so
 * nothing is awaited until a write has to wait. Here they stay in the set, edge-triggered and with no events of their
 * own. The kernel adds errors and hang-ups to every entry, but tells of an edge only once, so that they wake nobody
 * over and over, which was Netty's reason to take them out.
 */
final class EpollHandlers {

    private EpollHandlers() {}

    static IoHandlerFactory newFactory() {
        IoHandlerFactory netty = EpollIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new Handler(netty.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return netty.isChangingThreadSupported();
            }
        };
    }

    private static final class Handler implements IoHandler {

        private final IoHandler netty;

        Handler(IoHandler netty) {
            this.netty = netty;
        }

        @Override
        public void initialize() {
            netty.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return netty.run(context);
        }

        @Override
        public void prepareToDestroy() {
            netty.prepareToDestroy();
        }

        @Override
        public void destroy() {
            netty.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new Registration(netty.register(handle));
        }

        @Override
        public void wakeup() {
            netty.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return netty.isCompatible(handleType);
        }
    }

    private static final class Registration implements IoRegistration {

        private final IoRegistration netty;

        Registration(IoRegistration netty) {
            this.netty = netty;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
        public <T> T attachment() {
            return netty.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            EpollIoOps watched = ((EpollIoOps) ops).without(EpollIoOps.EPOLLRDHUP);
            return netty.submit(watched.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : watched);
        }

        @Override
        public boolean isValid() {
            return netty.isValid();
        }

        @Override
        public boolean cancel() {
            return netty.cancel();
        }
    }
}
