// SPDX-License-Identifier: Apache-2.0

import java.net.InetAddress;
import java.net.ServerSocket;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of OpenSearch on loopback, with its files below the folder it is told, until its input ends. */
public class OpenSearchPeer {
    public static void main(String[] arguments) throws Exception {
        int http = freePort();
        int transport = freePort();
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", String.valueOf(http));
            settings.put("transport.port", String.valueOf(transport));
            settings.put("discovery.type", "single-node");
            settings.put("action.auto_create_index", false);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(OpenSearchRunner.newConfigs().clusterName("bench").numOfNode(1).basePath(arguments[0])
            .disableESLogger().useLogger());
        System.out.println("listening on " + http);
        while (System.in.read() >= 0) {
            // Whoever started this holds the other end.
        }
        runner.close();
        System.exit(0); // some of its threads would go on
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
