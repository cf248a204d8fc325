package io.phoenix.gateway.core.net;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Makes room for twice what a connection was last seen to bring, up to 64 KiB, and takes it back slowly. Netty's own
 * estimate is close to the last message, so that one which is a little longer is read in two, is written in two, and
 * has its reading switched off and on between. Nothing has a lower bound that would let single bytes pin much memory.
 */
public final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    private static final int LEAST = 128;
    private static final int FIRST = 4096;
    private static final int MOST = 64 * 1024;
    private static final int SLOWNESS = 8;

    /** For all connections: what is learned of one is kept in its handle. */
    public static final RecvByteBufAllocator INSTANCE = new ReceiveBuffers();

    private ReceiveBuffers() {}

    @Override
    @SuppressWarnings("deprecation") // Netty's supertype asks for it.
    public Handle newHandle() {
        return new Room();
    }

    private final class Room extends MaxMessageHandle {

        private int room = FIRST;

        @Override
        public int guess() {
            return room;
        }

        /** A full buffer says at once that there is more, before the reading is over. */
        @Override
        public void lastBytesRead(int bytes) {
            if (bytes == attemptedBytesRead()) {
                learn(bytes);
            }
            super.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            learn(totalBytesRead());
        }

        private void learn(int bytes) {
            int wanted = bytes >= MOST / 2 ? MOST : Math.max(LEAST, 2 * bytes);
            room = wanted >= room ? wanted : room - (room - wanted) / SLOWNESS;
        }
    }
}
