package dev.preceptor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A collector of spans: takes what OpenTelemetry posts, and reads of its protocol buffers what
 * tests look at. Fields are those of opentelemetry-proto 1.
 */
final class SpanReceiver {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int TYPE_BITS = 3;

  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
  private final Set<String> tenants = ConcurrentHashMap.newKeySet();
  private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

  /**
   * A span.
   *
   * @param service that made it
   * @param trace its trace's id, hexadecimal
   * @param id its own
   * @param parent its parent's; empty for the first of a trace
   * @param attributes the names of its attributes
   */
  record Span(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      Set<String> attributes) {}

  /** Receives a post. */
  void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      tenants.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Tenant")));
      bodies.add(body);
      each(body, 1, this::resourceSpans);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void resourceSpans(byte[] message) {
    Map<String, String> resource = new TreeMap<>();
    each(message, 1, of -> each(of, 1, pair -> resource.put(text(pair, 1), value(pair))));
    each(
        message,
        2,
        scope ->
            each(
                scope,
                2,
                span -> spans.add(span(resource.getOrDefault("service.name", ""), span))));
  }

  private static Span span(String service, byte[] span) {
    Set<String> attributes = new TreeSet<>();
    each(span, 9, pair -> attributes.add(text(pair, 1)));
    return new Span(service, hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5), attributes);
  }

  /** All spans so far. */
  List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The values of the header X-Tenant. */
  Set<String> tenants() {
    return tenants;
  }

  /** What was posted. */
  List<byte[]> bodies() {
    return List.copyOf(bodies);
  }

  private static String value(byte[] pair) {
    List<String> values = new ArrayList<>();
    each(pair, 2, any -> values.add(text(any, 1)));
    return String.join("", values);
  }

  private static String text(byte[] message, int field) {
    List<String> found = new ArrayList<>();
    each(message, field, bytes -> found.add(new String(bytes, UTF_8)));
    return String.join("", found);
  }

  private static String hex(byte[] message, int field) {
    List<String> found = new ArrayList<>();
    each(message, field, bytes -> found.add(HexFormat.of().formatHex(bytes)));
    return String.join("", found);
  }

  /** Hands over a message's fields of one number that hold bytes. */
  private static void each(byte[] message, int wanted, Consumer<byte[]> use) {
    ByteBuffer in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) tag & ((1 << TYPE_BITS) - 1)) {
        case VARINT -> varint(in);
        case FIXED64 -> in.position(in.position() + Long.BYTES);
        case FIXED32 -> in.position(in.position() + Integer.BYTES);
        case BYTES -> {
          byte[] bytes = new byte[(int) varint(in)];
          in.get(bytes);
          if (tag >> TYPE_BITS == wanted) {
            use.accept(bytes);
          }
        }
        default -> throw new IllegalArgumentException("tag " + tag);
      }
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
