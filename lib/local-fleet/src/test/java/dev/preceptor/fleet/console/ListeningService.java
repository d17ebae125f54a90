package dev.preceptor.fleet.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Replaces the console-service in tests: listens where it is told, and says nothing. */
public final class ListeningService {

  private ListeningService() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      while (true) {
        socket.accept().close();
      }
    }
  }
}
