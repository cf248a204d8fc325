package io.phoenix.gateway.benchmarks.compare;

import java.util.List;

/** The backends without a proxy: what load and backends can do at most. */
record Direct(List<Backend> backends) implements Target {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public int port(int backend) {
        return backends.get(backend).port();
    }

    @Override
    public int tlsPort() {
        return 0;
    }

    @Override
    public String prefix() {
        return "";
    }

    @Override
    public boolean isProxy() {
        return false;
    }

    @Override
    public boolean runsOnJvm() {
        return true;
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    @Override
    public void resetPeak() {}
}
